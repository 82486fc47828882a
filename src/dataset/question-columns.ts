import { columnKey } from './table.js';

/** Names by which a column is known, as `columnKey` makes them; of several in a table the first here is read. */
const namesOf = {
  question: ['question'],
  answer: ['answer', 'correctanswer'],
  answerIndex: ['answerindex', 'answeridx', 'answerletter', 'correctoption', 'label'],
  distractors: ['distractors'],
  options: ['options', 'choices'],
  video: ['videoid', 'video', 'videoname', 'videopath', 'videofile'],
  image: ['imagename', 'image', 'imagepath', 'imagefile'],
  task: ['task', 'questiontype', 'category'],
  dataId: ['dataid', 'questionid', 'id'],
  granularity: ['granularity'],
  location: ['answerlocation', 'location', 'time'],
} as const;

export type Role = keyof typeof namesOf;

/** Columns that, where they are not read, are nothing to slice by: another name of the same, or the answer. */
const sameAgain: readonly Role[] = [
  ...(['question', 'answer', 'answerIndex', 'distractors', 'options'] as const),
  ...(['video', 'image', 'dataId'] as const),
];

/** Which column of a question table is what. Numbers are places among the columns. */
export interface ColumnRoles {
  readonly places: Readonly<Partial<Record<Role, number>>>;
  /** Columns with one option each, in their order; empty where there is no such set. */
  readonly optionColumns: readonly number[];
  /** Further columns. */
  readonly further: readonly number[];
  /** Columns that say again what another one says, and are not read. */
  readonly unused: readonly number[];
  /** What no question can do without and no column gives, in words. */
  readonly missing: readonly string[];
  /** How many columns are understood. */
  readonly known: number;
}

export const expectedColumns =
  'question, answer, distractors (or options, or one column per option), video_id, image_name, task';

/** Understands the columns of a question table by their names. */
export function columnRoles(columns: readonly string[]): ColumnRoles {
  const placeOf = new Map<string, number>();
  for (const [place, name] of columns.entries()) {
    const key = columnKey(name);
    if (key !== '' && !placeOf.has(key)) placeOf.set(key, place);
  }
  const places: Partial<Record<Role, number>> = {};
  const unused = new Set<number>();
  for (const role of Object.keys(namesOf) as Role[]) {
    for (const name of namesOf[role]) {
      const place = placeOf.get(name);
      if (place === undefined) continue;
      if (places[role] === undefined) places[role] = place;
      else if (sameAgain.includes(role)) unused.add(place);
    }
  }
  // A text says more than an index; the index is read where there is no text.
  if (places.answer !== undefined && places.answerIndex !== undefined) {
    unused.add(places.answerIndex);
    delete places.answerIndex;
  }
  const optionColumns = places.options === undefined ? optionColumnsOf(placeOf) : [];
  const read = new Set([...Object.values(places), ...optionColumns, ...unused]);
  const further = columns
    .map((_name, place) => place)
    .filter((place) => !read.has(place) && !isRowNumber(columns[place] ?? ''));
  return {
    places,
    optionColumns,
    further,
    unused: [...unused].sort((a, b) => a - b),
    missing: missingFrom(places, optionColumns),
    known: Object.keys(places).length + optionColumns.length,
  };
}

/** What pandas calls a table's row numbers. */
const isRowNumber = (name: string): boolean =>
  name.trim() === '' || /^(Unnamed: \d+|__index_level_\d+__)$/.test(name);

const alphabet = Array.from('abcdefghijklmnopqrstuvwxyz');
const numbers = alphabet.map((_letter, at) => String(at));
const optionNames = ['option', 'choice'].flatMap((prefix) =>
  [alphabet, numbers, numbers.slice(1)].map((ends) => ends.map((end) => prefix + end)),
);

/** `option_a`, `option_b`, ...; `choice_a`; `option_0`; `option_1`; `A`, `B`: from the first on, without a gap. */
function optionColumnsOf(placeOf: ReadonlyMap<string, number>): number[] {
  for (const names of [...optionNames, alphabet]) {
    const set = names.map((name) => placeOf.get(name));
    const end = set.indexOf(undefined);
    const places = set.slice(0, end < 0 ? set.length : end).filter((place) => place !== undefined);
    if (places.length >= 2) return places;
  }
  return [];
}

function missingFrom(
  places: ColumnRoles['places'],
  optionColumns: readonly number[],
): readonly string[] {
  const required: readonly (readonly [boolean, string])[] = [
    [places.question !== undefined, 'question'],
    [places.answer !== undefined || places.answerIndex !== undefined, 'answer'],
    [
      places.distractors !== undefined || places.options !== undefined || optionColumns.length > 0,
      'distractors or options',
    ],
    [places.video !== undefined, 'video_id'],
    [places.image !== undefined, 'image_name'],
    [places.task !== undefined, 'task'],
  ];
  return required.filter(([there]) => !there).map(([, name]) => name);
}
