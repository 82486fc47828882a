import {
  findingCodes,
  type Finding,
  type FindingCode,
  type FindingNote,
  type Sample,
} from '../domain/index.js';

/** Collects what an audit finds, in any order. */
export class Findings {
  readonly #found = new Map<FindingCode, { samples: Set<number>; notes: FindingNote[] }>();

  /** One case; `text` where the samples alone do not say it. */
  add(code: FindingCode, samples: readonly Sample[], text?: string): void {
    const ordinals = samples.map(({ ordinal }) => ordinal);
    const found = this.#found.get(code) ?? { samples: new Set(), notes: [] };
    this.#found.set(code, found);
    for (const ordinal of ordinals) found.samples.add(ordinal);
    if (text !== undefined) found.notes.push({ text, samples: ordinals });
  }

  /** What was found, in the order of `findingCodes`, the samples ascending. */
  list(): Finding[] {
    return findingCodes.flatMap((code) => {
      const found = this.#found.get(code);
      if (!found) return [];
      return [{ code, samples: [...found.samples].sort((a, b) => a - b), notes: found.notes }];
    });
  }
}

/** Things by a key, in the order met. */
export function groupBy<T>(things: Iterable<T>, keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}
