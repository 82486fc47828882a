import { evidenceAt, type Evidence, type Sample } from '../domain/index.js';
import type { ScoredAnswer } from './questions.js';

/** Presentation times are decimal roundings of rational numbers: a microsecond decides nothing. */
const timeTolerance = 1e-6;

/** Evidence that frames can land in or miss. */
export type LocatedEvidence = Evidence & { readonly kind: 'interval' | 'point' };

export const isLocated = (evidence: Evidence): evidence is LocatedEvidence =>
  evidence.kind === 'interval' || evidence.kind === 'point';

/**
 * Times of an answer's frames in seconds from the video's first picture, which annotations count from. Where that picture
 * was not shown, files are taken to begin at 0, as nearly all do.
 */
export function shownTimes({ frames }: Pick<ScoredAnswer, 'frames'>): number[] {
  const start = frames.find(({ index }) => index === 0)?.time ?? 0;
  return frames.map(({ time }) => time - start);
}

/**
 * Whether one of an answer's frames lies in the sample's annotated evidence: inside an interval, both its ends
 * included, or near a point. It says that the evidence was sampled, not that the question can be answered.
 * @param times of the frames, in seconds from the video's first picture, in any order
 * @param pointTolerance seconds from a point that a frame may be
 * @returns null where nothing usable is annotated, or the whole video is
 */
export function evidenceSampled(
  { answerLocation }: Pick<Sample, 'answerLocation'>,
  times: readonly number[],
  pointTolerance = 1,
): boolean | null {
  const evidence = evidenceAt(answerLocation);
  return isLocated(evidence) ? landsIn(evidence, times, pointTolerance) : null;
}

/** `evidenceSampled` for a location that is understood already. */
export function landsIn(
  evidence: LocatedEvidence,
  times: readonly number[],
  pointTolerance: number,
): boolean {
  const [low, high] =
    evidence.kind === 'point'
      ? [evidence.time - pointTolerance, evidence.time + pointTolerance]
      : [evidence.start, evidence.end];
  return times.some((time) => time >= low - timeTolerance && time <= high + timeTolerance);
}

/**
 * The share of a video, 0 to 1, that lies within some seconds of one of its sampled frames.
 * @param times of the frames in seconds, ascending, 0 to `length`
 * @param length of the video in seconds; of 0, all of it is near any frame
 */
export function shareWithin(times: readonly number[], length: number, seconds: number): number {
  if (length === 0) return times.length > 0 ? 1 : 0;
  let near = 0;
  let reached = 0;
  for (const time of times) {
    const end = Math.min(length, time + seconds);
    near += Math.max(0, end - Math.max(reached, time - seconds));
    reached = Math.max(reached, end);
  }
  return near / length;
}
