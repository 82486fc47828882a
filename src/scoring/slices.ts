import type { Sample, SideTable } from '../domain/index.js';

/** With one value a column tells nothing; with more than these it is a text or a number, not a kind. */
const [fewestValues, mostValues] = [2, 30];

/** Where a question has no value in a column. */
const noValue = '(none)';

interface Slice<T> {
  readonly column: string;
  /** By size, then name; those without a value last, as `(none)`. */
  readonly groups: readonly { readonly name: string; readonly members: readonly T[] }[];
}

/**
 * Groups questions by each further column of the question file, then of the side table, that has 2 to 30 distinct
 * values among them. Where both have a column, a question's own value goes before its video's.
 */
export function slicesBy<T extends { readonly sample: Pick<Sample, 'videoId' | 'columns'> }>(
  questions: readonly T[],
  sideTable: SideTable | null,
): Slice<T>[] {
  const columns = new Set(questions.flatMap(({ sample }) => Object.keys(sample.columns)));
  for (const column of sideTable?.columns ?? []) columns.add(column);
  return [...columns].flatMap((column) => {
    const groups = new Map<string, T[]>();
    const without: T[] = [];
    for (const question of questions) {
      const { videoId, columns: own } = question.sample;
      const given = [cell(own, column), cell(cell(sideTable?.rows, videoId), column)];
      const value = given.find((text) => text !== undefined && text !== '');
      const group = value === undefined ? without : groups.get(value);
      if (group) group.push(question);
      else if (value !== undefined) groups.set(value, [question]);
    }
    if (groups.size < fewestValues || groups.size > mostValues) return [];
    const named = Array.from(groups, ([name, members]) => ({ name, members }));
    named.sort((a, b) => b.members.length - a.members.length || (a.name < b.name ? -1 : 1));
    if (without.length > 0) named.push({ name: noValue, members: without });
    return [{ column, groups: named }];
  });
}

/** Names come from files: `constructor` is no cell unless a file says so. */
const cell = <T>(row: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  row !== undefined && Object.hasOwn(row, name) ? row[name] : undefined;
