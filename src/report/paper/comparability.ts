import type { Run } from '../../domain/index.js';
import { leaderboard } from './published.js';

export const aspects = ['scoring', 'prompt', 'sampling', 'frames', 'subset', 'media'] as const;
export type Aspect = (typeof aspects)[number];

export interface Compared {
  readonly aspect: Aspect;
  readonly same: boolean;
  readonly paper: string;
  readonly run: string;
}

export interface Comparability {
  /** Only a run of the reference mode that generates, asked and shown as in the paper's main table, is `same protocol`. */
  readonly label: 'same protocol' | 'different protocol';
  readonly aspects: readonly Compared[];
}

const samplingWords = {
  linspace: 'evenly spaced, rounded',
  'linspace-floor': 'evenly spaced, truncated',
  midpoint: 'middles of equal segments',
  fps: 'one a second, thinned',
} as const;

/** The questions of the paper's main table. */
const published = Object.values(leaderboard.counts).reduce((sum, count) => sum + count, 0);

/**
 * In what a run is like the paper's main table, aspect by aspect.
 * @param answered questions of the run with an answer
 * @param debiased whether its letters were scored less the model's own prior
 */
export function comparabilityOf(
  { manifest }: Pick<Run, 'manifest'>,
  answered: number,
  debiased: boolean,
): Comparability {
  const { protocol, dataset } = manifest;
  const { scoring, parser = 'standard', prompt, shuffle = 'standard', frames, sampling } = protocol;
  const asPublished = protocol.condition === 'full' && protocol.order === 'video-first';
  const untold = manifest.imported ? 'not told by the imported file' : null;
  const given = [prompt, `options in ${shuffle} order`, protocol.condition, protocol.order];
  const compared: readonly Compared[] = [
    {
      aspect: 'scoring',
      same: scoring === 'generate' && parser === 'reference' && !debiased,
      paper: 'generated text, read by the reference parser',
      run:
        scoring === 'generate'
          ? `generated text, read by the ${parser} parser`
          : `probabilities of letters${debiased ? ', debiased' : ''}`,
    },
    {
      aspect: 'prompt',
      same: !untold && prompt === 'reference/1' && shuffle === 'reference' && asPublished,
      paper: 'the reference wording and option order, full, video-first',
      run: untold ?? given.join(', '),
    },
    {
      aspect: 'sampling',
      same: true,
      paper: 'uniform, which differs by model',
      run: untold ?? samplingWords[sampling],
    },
    {
      aspect: 'frames',
      same: !untold && frames === 32,
      paper: '32',
      run: untold ?? String(frames),
    },
    {
      aspect: 'subset',
      same: answered === published,
      paper: `${published} questions on 967 videos, of which 1686 are public`,
      run: `${answered} of the ${dataset.samples} questions in ${dataset.name}`,
    },
    {
      aspect: 'media',
      same: false,
      paper: 'the authors’ own files',
      run: 'the files given, known by their fingerprints',
    },
  ];
  const alike = compared.every(
    ({ aspect, same }) => same || aspect === 'subset' || aspect === 'media',
  );
  return { label: alike ? 'same protocol' : 'different protocol', aspects: compared };
}
