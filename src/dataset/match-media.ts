import type { Dataset, MatchWay, MediaFile, MediaMatch } from '../domain/index.js';
import { isGifName, isImageName, isVideoName, splitName } from './file-kinds.js';
import { NameIndex, unambiguousEnds } from './name-index.js';

/** Files that fit a name equally well, the first given first; at least one. */
interface Found {
  readonly files: readonly MediaFile[];
  readonly way: MatchWay;
}

type Find = (name: string) => Found | null;

const lowerCase = (name: string): string => name.normalize('NFC').toLowerCase();
const stem = (name: string): string => splitName(name).stem;

/**
 * Which of the given files belong to which sample.
 *
 * Videos: by id with any video's extension, or .gif where there is no other; then whatever the case, where one id and
 * one name alone differ so (ids of YouTube may differ by case only); then as yt-dlp names files, `Title [id].mp4`.
 * Images: by exact name, then whatever the case, then whatever the extension, then both. A name with folders fits
 * files in such folders first, and others only where no second name ends the same.
 * Of several that fit equally, the first given is kept. Time and memory grow with samples + files.
 */
export function matchMedia(
  { samples }: Pick<Dataset, 'samples'>,
  files: readonly MediaFile[],
): MediaMatch {
  const findVideo = videoFinder(new Set(samples.map(({ videoId }) => videoId)), files);
  const findImage = imageFinder(new Set(samples.map(({ imageName }) => imageName)), files);
  const videos = new Map<string, MediaFile>();
  const images = new Map<number, MediaFile>();
  const videoWays = new Map<string, MatchWay>();
  const imageWays = new Map<number, MatchWay>();
  const missingVideos = new Set<string>();
  const missingImages = new Set<string>();
  const duplicates = new Map<MediaFile, Set<MediaFile>>();

  for (const { ordinal, videoId, imageName } of samples) {
    const video = findVideo(videoId);
    const image = findImage(imageName);
    keep(video, videoId, videos, videoWays, duplicates);
    keep(image, ordinal, images, imageWays, duplicates);
    if (!video) missingVideos.add(videoId);
    if (!image) missingImages.add(imageName);
  }
  return {
    videos,
    images,
    videoWays,
    imageWays,
    missingVideos: [...missingVideos],
    missingImages: [...missingImages],
    duplicates: Array.from(duplicates, ([kept, others]) => ({ kept, others: [...others] })),
  };
}

function keep<Key>(
  found: Found | null,
  key: Key,
  matched: Map<Key, MediaFile>,
  ways: Map<Key, MatchWay>,
  duplicates: Map<MediaFile, Set<MediaFile>>,
): void {
  const [kept, ...others] = found?.files ?? [];
  if (!found || !kept || matched.has(key)) return;
  matched.set(key, kept);
  ways.set(key, found.way);
  if (others.length === 0) return;
  const known = duplicates.get(kept) ?? new Set();
  for (const other of others) known.add(other);
  duplicates.set(kept, known);
}

/** Looks a name up once, however many samples share it. */
function remembered(find: Find): Find {
  const known = new Map<string, Found | null>();
  return (name) => {
    let found = known.get(name);
    if (found === undefined) known.set(name, (found = find(name)));
    return found;
  };
}

function videoFinder(ids: ReadonlySet<string>, files: readonly MediaFile[]): Find {
  const videos = files.filter(({ name }) => isVideoName(name));
  const gifs = files.filter(({ name }) => isGifName(name));
  const byStem = new NameIndex(videos, stem);
  const byName = new NameIndex(videos, (name) => name);
  const gifByStem = new NameIndex(gifs, stem);
  const folded = new NameIndex(videos, (name) => lowerCase(stem(name)));
  const bracketed = new NameIndex(videos, bracketedId);
  const endsOf = unambiguousEnds(ids);
  const foldedIds = new Map<string, number>();
  for (const id of ids) foldedIds.set(lowerCase(id), (foldedIds.get(lowerCase(id)) ?? 0) + 1);
  /** An id has no extension, but may have dots. */
  const asName = (id: string): string => `${id}.`;

  return remembered((id) => {
    for (const end of endsOf(id)) {
      for (const index of [byStem, gifByStem]) {
        const exact = index.get(asName(end));
        if (exact.length > 0) return { files: exact, way: 'exact' };
      }
      const named = byName.get(end);
      if (named.length > 0) return { files: named, way: 'exact' };
    }
    const alike = folded.get(asName(id));
    const names = new Set(alike.map(({ name }) => stem(name.normalize('NFC'))));
    if (names.size === 1 && foldedIds.get(lowerCase(id)) === 1)
      return { files: alike, way: 'case' };
    const titled = /[[\]/\\]/.test(id) ? [] : bracketed.get(`[${id}].`);
    return titled.length > 0 ? { files: titled, way: 'bracketed' } : null;
  });
}

/** What stands in the last brackets of a stem; the empty name, which no id has, where nothing does. */
const bracketedId = (name: string): string => /\[([^[\]]+)\]$/.exec(stem(name))?.[1] ?? '';

const imageWays = [
  ['exact', (name: string) => name],
  ['case', lowerCase],
  ['extension', stem],
  ['case-and-extension', (name: string) => lowerCase(stem(name))],
] as const;

function imageFinder(names: ReadonlySet<string>, files: readonly MediaFile[]): Find {
  const images = files.filter(({ name }) => isImageName(name));
  const indexes = imageWays.map(([way, rename]) => ({ way, index: new NameIndex(images, rename) }));
  const endsOf = unambiguousEnds(names);
  return remembered((name) => {
    for (const end of endsOf(name))
      for (const { way, index } of indexes) {
        const found = index.get(end);
        if (found.length > 0) return { files: found, way };
      }
    return null;
  });
}
