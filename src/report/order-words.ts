import type { DebiasedFigures, Interval, RotationTable } from '../domain/index.js';
import { percent } from './number-words.js';

/** What a prior over letters is estimated from: goes on from `estimated `. */
export const priorSources: Readonly<Record<DebiasedFigures['source'], string>> = {
  rotations: 'from questions asked in every cyclic order',
  'held-out': 'from the questions of other videos',
};

/** What several option orders, and letters less the model's leaning to some, give: whole sentences, none where there are no such figures. */
export function orderNotes(
  rotations: RotationTable | null,
  debiased: DebiasedFigures | null,
): string[] {
  const notes: string[] = [];
  if (rotations) {
    const { orders, n, consistency, strict } = rotations;
    const each = orders.map(({ accuracy }) => percent(accuracy)).join(', ');
    notes.push(
      `${n} questions were asked in all ${rotations.rotations} option orders: right by order ${each}; the same option in all orders ${rated(consistency)}; right in all orders (strict) ${rated(strict)}.`,
    );
  }
  if (debiased) {
    const { overall, source, untouched } = debiased;
    const left =
      untouched > 0
        ? ` ${untouched} answers are left as they are: too few questions have as many options.`
        : '';
    notes.push(
      `Less the model's own leaning to letters: ${percent(overall.accuracy)} right (95 % interval ${percent(overall.low)} to ${percent(overall.high)}); the prior is estimated ${priorSources[source]}.${left}`,
    );
  }
  return notes;
}

const rated = ({ rate, low, high }: Interval & { readonly rate: number }): string =>
  `${percent(rate)} (95 % interval ${percent(low)} to ${percent(high)})`;
