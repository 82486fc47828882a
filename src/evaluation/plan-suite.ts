import {
  needsFrames,
  needsImage,
  type Condition,
  type Dataset,
  type MediaMatch,
  type Protocol,
  type Sample,
} from '../domain/index.js';
import { selectSamples } from '../dataset/index.js';
import { runnableSamples } from './new-run.js';
import type { SuiteMember } from './suites.js';

/** A run of a suite before it is made. */
export interface PlannedRun {
  readonly role: string;
  readonly protocol: Protocol;
}

export const suiteSizes = ['set-up', 'look', 'check', 'full'] as const;
/**
 * How much a suite asks. `set-up`: what is set up; `look`: 10 questions and 8 frames, to see it work; `check`: about 100
 * questions as whole videos; `full`: all questions.
 */
export type SuiteSize = (typeof suiteSizes)[number];

const sizeChanges: Readonly<Record<SuiteSize, Partial<Protocol>>> = {
  'set-up': {},
  look: { limit: 10, frames: 8, subset: 'questions' },
  check: { limit: 100, subset: 'videos' },
  full: { limit: null },
};

/**
 * The runs of a suite, each once: a change that makes no difference (the height of frames that are not shown) gives no
 * second run.
 * @param base the protocol that is set up
 */
export function planSuite(
  base: Protocol,
  members: readonly SuiteMember[],
  size: SuiteSize,
): PlannedRun[] {
  const planned = new Map<string, PlannedRun>();
  for (const { role, change } of members) {
    const protocol = { ...base, ...sizeChanges[size], ...change };
    const key = JSON.stringify(effective(protocol));
    if (!planned.has(key)) planned.set(key, { role, protocol });
  }
  return [...planned.values()];
}

/** What of a protocol shapes an answer. */
function effective(protocol: Protocol): Protocol {
  const { condition, prompt } = protocol;
  // The reference's wording tells of frames and image also where they are left out.
  if (prompt === 'reference/1') return protocol;
  const alike = { ...protocol };
  if (!needsFrames(condition))
    Object.assign(alike, { frames: 0, sampling: '', height: 0, frameInput: '', timestamps: false });
  if (!needsImage(condition)) Object.assign(alike, { imageSplitting: false });
  if (!needsFrames(condition) || !needsImage(condition)) Object.assign(alike, { order: '' });
  return alike;
}

/**
 * The questions that all runs of a suite ask: those whose media are there for the run that shows most.
 * @param planned of one suite; none: no questions
 */
export function suiteSamples(
  dataset: Pick<Dataset, 'samples'>,
  media: MediaMatch,
  planned: readonly PlannedRun[],
): Sample[] {
  const [first] = planned;
  if (!first) return [];
  const shown = planned.map(({ protocol }) => protocol.condition);
  const condition = mostShown(shown.some(needsFrames), shown.some(needsImage));
  return selectSamples(runnableSamples(dataset, media, condition), first.protocol);
}

function mostShown(frames: boolean, image: boolean): Condition {
  if (frames) return image ? 'full' : 'image-masked';
  return image ? 'video-masked' : 'text-only';
}
