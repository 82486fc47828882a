import {
  evidenceAt,
  type FindingCode,
  type MediaFile,
  type MediaMatch,
  type Sample,
  type VideoFacts,
} from '../domain/index.js';
import type { Findings } from './findings.js';
import { compareMedia, type ListedVideo, type MediaDifference } from './media-list.js';

export interface GivenKinds {
  readonly videos: boolean;
  readonly images: boolean;
}

/** Files that are missing or there several times; nothing of a kind that was not given at all. */
export function auditFiles(
  samples: readonly Sample[],
  media: MediaMatch,
  given: GivenKinds,
  findings: Findings,
): void {
  const { videos, images, duplicates } = media;
  const missing = (code: FindingCode, isThere: (sample: Sample) => boolean) => {
    const without = samples.filter((sample) => !isThere(sample));
    if (without.length > 0) findings.add(code, without);
  };
  if (given.videos) missing('missing-video', ({ videoId }) => videos.has(videoId));
  if (given.images) missing('missing-image', ({ ordinal }) => images.has(ordinal));
  const users = duplicates.length > 0 ? usersOf(samples, media) : new Map<MediaFile, Sample[]>();
  for (const { kept, others } of duplicates)
    findings.add(
      'media-duplicated',
      users.get(kept) ?? [],
      `${kept.path} is used, not ${others.map(({ path }) => path).join(', ')}`,
    );
}

/** The samples that a file was matched to. */
function usersOf(
  samples: readonly Sample[],
  { videos, images }: MediaMatch,
): Map<MediaFile, Sample[]> {
  const users = new Map<MediaFile, Sample[]>();
  for (const sample of samples)
    for (const file of [videos.get(sample.videoId), images.get(sample.ordinal)])
      if (file) {
        const before = users.get(file);
        if (before) before.push(sample);
        else users.set(file, [sample]);
      }
  return users;
}

/** What opening the videos told, of videos that the samples ask about. */
export function auditVideos(
  samples: ReadonlyMap<string, readonly Sample[]>,
  facts: readonly VideoFacts[],
  findings: Findings,
): void {
  for (const { videoId, name, video, error } of facts) {
    const concerned = samples.get(videoId);
    if (!concerned) continue;
    if (error) findings.add(codeOf(error), concerned, error.message);
    if (!video) continue;
    if (video.pixelAspect !== 1)
      findings.add(
        'pixels-not-square',
        concerned,
        `${name}: a pixel is ${Number(video.pixelAspect.toFixed(3))} times as wide as high`,
      );
    for (const sample of concerned)
      if (isBeyond(sample, video.duration))
        findings.add(
          'video-shorter-than-evidence',
          [sample],
          `${sample.answerLocation.trim()}, but ${name} lasts ${Number(video.duration.toFixed(1))} s`,
        );
  }
}

function codeOf({ code, detail }: NonNullable<VideoFacts['error']>): FindingCode {
  if (code !== 'unsupported-video') return 'video-not-opened';
  return detail === 'no-video-track' ? 'video-without-track' : 'video-codec-unsupported';
}

/** Annotations are whole seconds: an end may be rounded up to one that the video does not reach. */
const endTolerance = 1;

function isBeyond({ answerLocation }: Sample, duration: number): boolean {
  const evidence = evidenceAt(answerLocation);
  if (evidence.kind === 'point') return evidence.time > duration;
  if (evidence.kind !== 'interval') return false;
  return evidence.start > duration || evidence.end > duration + endTolerance;
}

/** Where one's own copies differ from a media list. */
export function auditCopies(
  samples: ReadonlyMap<string, readonly Sample[]>,
  facts: readonly VideoFacts[],
  expected: readonly ListedVideo[],
  findings: Findings,
): void {
  for (const difference of compareMedia(expected, facts)) {
    const concerned = samples.get(difference.videoId);
    if (concerned) findings.add('video-differs-from-list', concerned, differenceText(difference));
  }
}

const kindWords: Readonly<Record<MediaDifference['kind'], string>> = {
  file: 'another file, though its pictures have the same codec, size, number and length',
  pictures: 'another video',
  unknown: 'another file, and one of the two could not be opened',
};

const differenceText = ({ name, kind, columns }: MediaDifference): string =>
  `${name} is ${kindWords[kind]}: ${columns
    .map(({ column, listed, found }) =>
      column === 'fingerprint' ? column : `${column} ${found}, listed ${listed}`,
    )
    .join('; ')}`;
