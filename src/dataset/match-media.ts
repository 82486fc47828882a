import type { Dataset, MediaFile, MediaMatch } from '../domain/index.js';
import { isImageName, isVideoName, splitName } from './file-kinds.js';

/** macOS gives accented names decomposed, question files mostly composed. */
const normal = (name: string): string => name.normalize('NFC');

const lastSegment = (name: string): string => name.slice(/[^/\\]*$/.exec(name)?.index ?? 0);

/**
 * Which of the given files belong to which sample: videos by `{video id}.{any video extension}`; images by
 * exact name, then whatever the case, then whatever the ending. Of several that fit, the first given is kept.
 * Time and memory grow with samples + files.
 */
export function matchMedia(
  { samples }: Pick<Dataset, 'samples'>,
  files: readonly MediaFile[],
): MediaMatch {
  const videoById = firstBy(
    files.filter(({ name }) => isVideoName(name)),
    (name) => splitName(name).stem,
  );
  const findImage = imageFinder(files.filter(({ name }) => isImageName(name)));
  const videos = new Map<string, MediaFile>();
  const images = new Map<number, MediaFile>();
  const missingVideos = new Set<string>();
  const missingImages = new Set<string>();
  for (const { ordinal, videoId, imageName } of samples) {
    const video = videoById.get(normal(videoId));
    if (video) videos.set(videoId, video);
    else missingVideos.add(videoId);
    const image = findImage(imageName);
    if (image) images.set(ordinal, image);
    else missingImages.add(imageName);
  }
  return {
    videos,
    images,
    videoWays: new Map(),
    imageWays: new Map(),
    duplicates: [],
    missingVideos: [...missingVideos],
    missingImages: [...missingImages],
  };
}

type Rename = (name: string) => string;

function imageFinder(files: readonly MediaFile[]): (imageName: string) => MediaFile | undefined {
  const lowerCase: Rename = (name) => name.toLowerCase();
  const stem: Rename = (name) => splitName(name).stem;
  const ways = [(name: string) => name, lowerCase, stem, (name: string) => lowerCase(stem(name))];
  const indexes = ways.map((way) => ({ way, index: firstBy(files, way) }));
  return (imageName) => {
    const name = normal(lastSegment(imageName));
    for (const { way, index } of indexes) {
      const found = index.get(way(name));
      if (found) return found;
    }
    return undefined;
  };
}

function firstBy(files: readonly MediaFile[], key: Rename): Map<string, MediaFile> {
  const index = new Map<string, MediaFile>();
  for (const file of files) {
    const name = key(normal(file.name));
    if (!index.has(name)) index.set(name, file);
  }
  return index;
}
