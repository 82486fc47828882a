import {
  abilityOf,
  evidenceAt,
  letters,
  type Answer,
  type Facet,
  type Sample,
} from '../domain/index.js';
import { evidenceSampled } from './evidence-sampled.js';

/** Lengths of videos in seconds by video id, as an audit measured them. */
export type VideoLengths = ReadonlyMap<string, number>;

/** Where nothing is known of an answer in a facet. */
export const notKnown = '(not known)';

const otherTask = 'other tasks';

/** Upper ends of the bins of length, in seconds, not included; IV-Bench's own videos begin at 5 minutes. */
const lengthBins = [
  [30, 'under 30 s'],
  [60, '30 s to 1 min'],
  [120, '1 to 2 min'],
  [300, '2 to 5 min'],
  [600, '5 to 10 min'],
  [Infinity, '10 min and more'],
] as const;

const evidenceGroups = [
  'interval, sampled',
  'interval, not sampled',
  'point, sampled',
  'point, not sampled',
  'whole video',
] as const;

/** Groups of a facet in the order they are shown; those that are in no list come by name. */
const groupOrders: Readonly<Record<Facet, readonly string[]>> = {
  ability: ['perception', 'reasoning', otherTask],
  granularity: ['Video Frame', 'Video Clip', 'Whole Video'],
  'video-length': lengthBins.map(([, name]) => name),
  evidence: evidenceGroups,
  'answer-position': letters,
};

/**
 * Divides answers by a facet, the groups in the order they are shown, what is not known last. The length of a video that
 * is not in `lengths` is taken from the last frame that was shown of it: at least that long.
 */
export function groupByFacet(
  facet: Facet,
  samples: readonly Sample[],
  answers: readonly Answer[],
  lengths: VideoLengths = new Map(),
): Map<string, Answer[]> {
  const bySample = new Map(samples.map((sample) => [sample.ordinal, sample]));
  const shown = facet === 'video-length' ? lastFrames(bySample, answers) : lengths;
  const nameOf = (answer: Answer, sample: Sample): string => {
    switch (facet) {
      case 'ability':
        return abilityOf(sample.task) ?? otherTask;
      case 'granularity':
        return sample.granularity === '' ? notKnown : sample.granularity;
      case 'video-length':
        return lengthGroup(lengths.get(sample.videoId) ?? shown.get(sample.videoId));
      case 'evidence':
        return evidenceGroup(answer, sample);
      case 'answer-position':
        return answer.correctOption;
    }
  };
  const groups = new Map<string, Answer[]>();
  for (const answer of answers) {
    const sample = bySample.get(answer.sample);
    if (!sample) continue;
    const name = nameOf(answer, sample);
    const group = groups.get(name);
    if (group) group.push(answer);
    else groups.set(name, [answer]);
  }
  const order = groupOrders[facet];
  const rank = (name: string): number => {
    const at = order.indexOf(name);
    return name === notKnown ? order.length + 1 : at < 0 ? order.length : at;
  };
  return new Map([...groups].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : Number(a > b))));
}

function lastFrames(
  samples: ReadonlyMap<number, Sample>,
  answers: readonly Answer[],
): Map<string, number> {
  const last = new Map<string, number>();
  for (const { sample, frames } of answers) {
    const videoId = samples.get(sample)?.videoId;
    const time = frames.at(-1)?.time;
    if (videoId === undefined || time === undefined) continue;
    last.set(videoId, Math.max(time, last.get(videoId) ?? 0));
  }
  return last;
}

const lengthGroup = (seconds: number | undefined): string =>
  seconds === undefined
    ? notKnown
    : (lengthBins.find(([below]) => seconds < below)?.[1] ?? notKnown);

/** The kind of an answer's evidence, and whether one of its own frames lay in it. */
export function evidenceGroup(answer: Pick<Answer, 'frames'>, sample: Sample): string {
  const { kind } = evidenceAt(sample.answerLocation);
  if (kind === 'whole') return 'whole video';
  if (answer.frames.length === 0 || (kind !== 'interval' && kind !== 'point')) return notKnown;
  const sampled = evidenceSampled(
    sample,
    answer.frames.map(({ time }) => time),
  );
  return `${kind}, ${sampled === true ? 'sampled' : 'not sampled'}`;
}
