import {
  evidenceAt,
  type Coverage,
  type CoverageCount,
  type CoveragePoint,
  type Sample,
  type SampleCoverage,
} from '../domain/index.js';
import { groupByTask } from '../lib/index.js';
import { isLocated, landsIn, shareWithin, type LocatedEvidence } from './evidence-sampled.js';

/** The paper's mean length of a video in seconds, for videos that were not opened. */
export const paperMeanSeconds = 537;

/** Pictures a second of a video whose length was assumed; frame plans only need enough of them. */
const assumedRate = 25;

export interface CoverageInput {
  /** Presentation times of a video's pictures in seconds, ascending; null: it was not opened. */
  readonly timesOf: (videoId: string) => readonly number[] | null;
  /** Which pictures are taken: their indices, ascending (`planFrames` with a protocol's sampling). */
  readonly plan: (times: readonly number[], frames: number) => readonly number[];
  /** A frame within this many seconds of an annotated point samples it; default 1. */
  readonly pointTolerance?: number;
  /** Length of videos that were not opened, in seconds; null, the default: their samples are unknown. */
  readonly assumedSeconds?: number | null;
}

interface Judged extends SampleCoverage {
  readonly task: string;
  readonly whole: boolean;
}

/**
 * Whether the frames that a plan takes land in the annotated evidence, per sample, per task and over all. A location
 * counts from the video's first picture; both ends of an interval belong to it.
 *
 * A video that was not opened has its length assumed, and an assumed length says how dense the frames lie, not where
 * they fall. So its sample counts with a probability: the share of the video in which the middle of an evidence as long
 * as the annotated one would be sampled. With 32 frames over 537 s that gives the figures of PROTOCOL.md on the public
 * questions, 78 % of the intervals and 11.5 % of the points.
 */
export function coverageOf(
  samples: readonly Sample[],
  frames: number,
  input: CoverageInput,
): Coverage {
  const judge = judgeWith(frames, input);
  const judged = samples.map((sample): Judged => {
    const evidence = evidenceAt(sample.answerLocation);
    const { ordinal, task, videoId } = sample;
    const whole = evidence.kind === 'whole';
    return isLocated(evidence)
      ? { ordinal, task, whole, kind: evidence.kind, ...judge(videoId, evidence) }
      : { ordinal, task, whole, kind: null, sampled: null, probability: null };
  });
  const ids = new Set(samples.map(({ videoId }) => videoId));
  const measured = [...ids].filter((id) => hasTimes(input.timesOf(id))).length;
  const { pointTolerance = 1, assumedSeconds = null } = input;
  const assumed = assumedSeconds === null ? 0 : ids.size - measured;
  return {
    frames,
    pointTolerance,
    ...countBoth(judged),
    wholeVideo: judged.filter(({ whole }) => whole).length,
    unknown: judged.filter(({ whole, probability }) => !whole && probability === null).length,
    measuredVideos: measured,
    assumedVideos: assumed,
    assumedSeconds: assumed > 0 ? assumedSeconds : null,
    byTask: Array.from(groupByTask(judged), ([task, group]) => ({ task, ...countBoth(group) })),
    samples: judged.map(({ ordinal, kind, sampled, probability }) => ({
      ordinal,
      kind,
      sampled,
      probability,
    })),
  };
}

/** Coverage over frame counts, each at least 1, in the order given. Counted as `coverageOf` does. */
export function coverageCurve(
  samples: readonly Sample[],
  frameCounts: readonly number[],
  input: CoverageInput,
): CoveragePoint[] {
  const located = samples.flatMap(({ videoId, answerLocation }) => {
    const evidence = evidenceAt(answerLocation);
    return isLocated(evidence) ? [{ videoId, evidence }] : [];
  });
  return frameCounts.map((frames) => {
    const judge = judgeWith(frames, input);
    const { intervals, points } = countBoth(
      located.map(({ videoId, evidence }) => ({
        kind: evidence.kind,
        probability: judge(videoId, evidence).probability,
      })),
    );
    return { frames, intervals: intervals.rate, points: points.rate };
  });
}

const hasTimes = (times: readonly number[] | null): times is readonly number[] =>
  times !== null && times.length > 0;

type Judgement = Pick<SampleCoverage, 'sampled' | 'probability'>;

const known = (sampled: boolean): Judgement => ({ sampled, probability: Number(sampled) });

/** Plans each video once. */
function judgeWith(
  frames: number,
  { timesOf, plan, pointTolerance = 1, assumedSeconds = null }: CoverageInput,
): (videoId: string, evidence: LocatedEvidence) => Judgement {
  const planned = (times: readonly number[]): number[] =>
    plan(times, frames).map((index) => (times[index] ?? NaN) - (times[0] ?? 0));
  const byVideo = new Map<string, readonly number[] | null>();
  const sampledTimes = (videoId: string): readonly number[] | null => {
    const before = byVideo.get(videoId);
    if (before !== undefined) return before;
    const times = timesOf(videoId);
    const found = hasTimes(times) ? planned(times) : null;
    byVideo.set(videoId, found);
    return found;
  };
  const assumed = assumedSeconds === null ? [] : assumedTimes(assumedSeconds);
  const assumedPlan = planned(assumed);
  const shares = new Map<number, number>();
  const share = (radius: number): number => {
    const before = shares.get(radius);
    if (before !== undefined) return before;
    const found = shareWithin(assumedPlan, assumed.at(-1) ?? 0, radius);
    shares.set(radius, found);
    return found;
  };
  return (videoId, evidence) => {
    const times = sampledTimes(videoId);
    if (times) return known(landsIn(evidence, times, pointTolerance));
    if (assumed.length === 0) return { sampled: null, probability: null };
    const radius = evidence.kind === 'point' ? pointTolerance : (evidence.end - evidence.start) / 2;
    return { sampled: null, probability: share(radius) };
  };
}

const assumedTimes = (seconds: number): number[] =>
  Array.from({ length: Math.max(1, Math.round(seconds * assumedRate)) }, (_, i) => i / assumedRate);

type Counted = Pick<SampleCoverage, 'kind' | 'probability'>;

const countBoth = (
  judged: readonly Counted[],
): { readonly intervals: CoverageCount; readonly points: CoverageCount } => ({
  intervals: count(judged, 'interval'),
  points: count(judged, 'point'),
});

function count(judged: readonly Counted[], kind: Counted['kind']): CoverageCount {
  let n = 0;
  let sampled = 0;
  for (const one of judged) {
    if (one.kind !== kind || one.probability === null) continue;
    n++;
    sampled += one.probability;
  }
  return { n, sampled, rate: n > 0 ? sampled / n : null };
}
