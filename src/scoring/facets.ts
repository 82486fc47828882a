import { abilityOf, evidenceAt, letters, type Facet } from '../domain/index.js';
import { isLocated, landsIn, shownTimes } from './evidence-sampled.js';
import { asked, type Asked, type ScoredAnswer, type ScoredSample } from './questions.js';

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
 * Divides questions by a facet, the groups in the order they are shown, what is not known last. A question whose answers
 * differ in it (in the letter, asked in several orders) is in several groups, with those of its answers. The length of a
 * video that is not in `lengths` is taken from the last frame that was shown of it: at least that long.
 * @param answers all of them, which the questions give places in
 */
export function groupByFacet(
  facet: Facet,
  questions: readonly Asked[],
  answers: readonly ScoredAnswer[],
  lengths: VideoLengths = new Map(),
): Map<string, Asked[]> {
  const nameOf = namesBy(facet, questions, lengths);
  const groups = new Map<string, Asked[]>();
  const put = (name: string, question: Asked) => {
    const group = groups.get(name);
    if (group) group.push(question);
    else groups.set(name, [question]);
  };
  for (const question of questions) {
    const { sample, places } = question;
    const [first, second] = question.answers;
    if (first && !second) {
      put(nameOf(first, sample), question);
      continue;
    }
    const byName = new Map<string, number[]>();
    for (const place of places) {
      const answer = answers[place];
      if (!answer) continue;
      const name = nameOf(answer, sample);
      const same = byName.get(name);
      if (same) same.push(place);
      else byName.set(name, [place]);
    }
    for (const [name, same] of byName)
      put(name, byName.size === 1 ? question : asked(sample, answers, same));
  }
  const order = groupOrders[facet];
  const rank = (name: string): number => {
    const at = order.indexOf(name);
    return name === notKnown ? order.length + 1 : at < 0 ? order.length : at;
  };
  return new Map([...groups].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : Number(a > b))));
}

function namesBy(
  facet: Facet,
  questions: readonly Asked[],
  lengths: VideoLengths,
): (answer: ScoredAnswer, sample: ScoredSample) => string {
  switch (facet) {
    case 'ability':
      return (_, { task }) => abilityOf(task) ?? otherTask;
    case 'granularity':
      return (_, { granularity }) => (granularity === '' ? notKnown : granularity);
    case 'video-length': {
      const shown = lastFrames(questions);
      return (_, { videoId }) => lengthGroup(lengths.get(videoId) ?? shown.get(videoId));
    }
    case 'evidence':
      return evidenceGroup;
    case 'answer-position':
      return ({ correctOption }) => correctOption;
  }
}

function lastFrames(questions: readonly Asked[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { videoId, answers } of questions)
    for (const answer of answers)
      if (answer.frames.length > 0)
        last.set(videoId, Math.max(last.get(videoId) ?? 0, ...shownTimes(answer)));
  return last;
}

const lengthGroup = (seconds: number | undefined): string =>
  seconds === undefined
    ? notKnown
    : (lengthBins.find(([below]) => seconds < below)?.[1] ?? notKnown);

/** The kind of an answer's evidence, and whether one of its own frames lay in it. */
function evidenceGroup(answer: ScoredAnswer, { answerLocation }: ScoredSample): string {
  const evidence = evidenceAt(answerLocation);
  if (evidence.kind === 'whole') return 'whole video';
  if (answer.frames.length === 0 || !isLocated(evidence)) return notKnown;
  const sampled = landsIn(evidence, shownTimes(answer), 1);
  return `${evidence.kind}, ${sampled ? 'sampled' : 'not sampled'}`;
}
