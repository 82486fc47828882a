import {
  conditions,
  decoderChoices,
  defaultProtocol,
  frameInputs,
  orders,
  parserNames,
  promptVersions,
  samplings,
  scorings,
  shuffles,
  subsets,
  type Protocol,
} from '../../domain/index.js';
import {
  dtypes,
  sessionNames,
  type DtypeChoice,
  type DtypeWish,
  type HubModel,
  type SessionName,
} from '../../model/index.js';
import { Settings } from './settings.svelte.js';

/** Names the form of the fragment; one that says anything else is no link of this page. */
const form = ['ivbench', '1'] as const;

/** Where a link's model comes from. A folder is not named: its name is the visitor's own. */
export type LinkedModel = 'demo' | 'folder' | HubModel;

/** What a link carries: how to ask, of which model, about which question file. */
export interface LinkedSetup {
  readonly protocol: Protocol;
  /** null: the protocol's frames. */
  readonly tokenLimit: number | null;
  readonly model: LinkedModel;
  readonly dtypes: DtypeWish;
  /** The SHA-256 of the question file; null: none was given. */
  readonly questions: string | null;
}

/** The fragment of a page's address that sets the page up in the same way, without the `#`. */
export function toFragment({ protocol, tokenLimit, model, questions, ...setup }: LinkedSetup) {
  const words = new URLSearchParams([[...form]]);
  for (const { name, key } of fields) {
    const value = key === 'tokenLimit' ? tokenLimit : (protocol[key] ?? defaultProtocol[key]);
    if (value !== null) words.set(name, typeof value === 'boolean' ? onOff(value) : String(value));
  }
  words.set('model', typeof model === 'string' ? model : model.id);
  if (typeof model !== 'string') words.set('revision', model.revision);
  words.set('dtype', dtypeWords(setup.dtypes));
  if (questions !== null) words.set('questions', questions);
  return words.toString();
}

/** What was understood of a link. Parts that are missing or wrong keep the page's defaults. */
export interface ReadLink {
  /** Values of `Settings`. */
  readonly settings: Partial<Settings>;
  readonly model: LinkedModel | null;
  readonly questions: string | null;
  /** What was passed over, in sentences. */
  readonly remarks: readonly string[];
}

/**
 * Reads an address's fragment, whatever anybody wrote into it. Numbers are held against the settings' own checks.
 * @param fragment without the `#`
 * @returns null where it is no link of this page
 */
export function readFragment(fragment: string): ReadLink | null {
  const words = new URLSearchParams(fragment);
  if (words.get(form[0]) !== form[1]) return null;
  const remarks: string[] = [];
  const settings: Partial<Settings> = {};
  const pass = (name: string, text: string, why = '') => {
    remarks.push(
      `The link's ${name} (${text.slice(0, 40)}) is not understood and was passed over. ${why}`.trimEnd(),
    );
  };
  for (const { name, key, read } of fields) {
    const text = words.get(name);
    if (text === null) continue;
    const value = read(text);
    const problems = value === undefined ? [''] : problemsOf({ [key]: value });
    if (problems.length > 0) pass(name, text, problems[0]);
    else Object.assign(settings, { [key]: value });
  }
  const dtype = words.get('dtype');
  const formats = dtype === null ? {} : readDtype(dtype);
  if (formats) Object.assign(settings, formats);
  else pass('dtype', dtype ?? '');
  const questions = words.get('questions');
  const isHash = questions !== null && /^[0-9a-f]{64}$/.test(questions);
  if (questions !== null && !isHash) pass('questions', questions);
  const [named, revision] = [words.get('model'), words.get('revision')];
  const model = named === null ? null : modelOf(named, revision);
  if (named !== null && model === null) pass('model', `${named} at ${revision ?? 'no revision'}`);
  const known = new Set([
    ...[form[0], 'model', 'revision', 'dtype', 'questions'],
    ...fields.map(({ name }) => name),
  ]);
  for (const [name, text] of words) if (!known.has(name)) pass(name.slice(0, 40), text);
  return { settings, model, questions: isHash ? questions : null, remarks };
}

/** What the settings say of values, each by itself. */
function problemsOf(values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.assign(new Settings(), values).problems;
}

const onOff = (value: boolean): string => (value ? 'on' : 'off');

/** undefined: not understood. */
type Read = (text: string) => unknown;

const number: Read = (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined);
const text: Read = (value) => value;
const flag: Read = (value) => ({ on: true, off: false })[value];
const oneOf =
  (choices: readonly string[]): Read =>
  (value) =>
    choices.find((choice) => choice === value);

/** The settings of a link: their names there and here, and how they are read. */
const fields: readonly {
  readonly name: string;
  /** All but how a reading guessed, which a run does not. */
  readonly key: Exclude<keyof Protocol, 'guessSeed'> | 'tokenLimit';
  readonly read: Read;
}[] = [
  { name: 'frames', key: 'frames', read: number },
  { name: 'height', key: 'height', read: text },
  { name: 'sampling', key: 'sampling', read: oneOf(samplings) },
  { name: 'decoder', key: 'decoder', read: oneOf(decoderChoices) },
  { name: 'frame-input', key: 'frameInput', read: oneOf(frameInputs) },
  { name: 'order', key: 'order', read: oneOf(orders) },
  { name: 'condition', key: 'condition', read: oneOf(conditions) },
  { name: 'timestamps', key: 'timestamps', read: flag },
  { name: 'image-splitting', key: 'imageSplitting', read: flag },
  { name: 'prompt', key: 'prompt', read: oneOf(promptVersions) },
  { name: 'shuffle', key: 'shuffle', read: oneOf(shuffles) },
  { name: 'scoring', key: 'scoring', read: oneOf(scorings) },
  { name: 'max-tokens', key: 'maxTokens', read: number },
  { name: 'parser', key: 'parser', read: oneOf(parserNames) },
  { name: 'seed', key: 'seed', read: number },
  { name: 'rotations', key: 'rotations', read: number },
  { name: 'limit', key: 'limit', read: number },
  { name: 'subset', key: 'subset', read: oneOf(subsets) },
  { name: 'task', key: 'task', read: text },
  { name: 'token-limit', key: 'tokenLimit', read: number },
];

const dtypeWords = (wish: DtypeWish): string =>
  typeof wish === 'string' ? wish : sessionNames.map((name) => `${name} ${wish[name]}`).join(', ');

/** As `Settings` has them; null: not understood. */
function readDtype(words: string): Pick<Settings, 'dtype' | 'sessionDtypes'> | null {
  const choiceOf = (word = ''): DtypeChoice | undefined =>
    word === 'auto' ? word : dtypes.find((dtype) => dtype === word);
  const same = Object.fromEntries(sessionNames.map((name) => [name, 'same']));
  const all = choiceOf(words);
  if (all) return { dtype: all, sessionDtypes: same as Settings['sessionDtypes'] };
  const given = new Map(words.split(', ').map((part) => part.split(' ') as [string, string]));
  const each = sessionNames.map((name) => [name, choiceOf(given.get(name))] as const);
  if (given.size !== each.length || each.some(([, choice]) => !choice)) return null;
  const sessionDtypes = Object.fromEntries(each) as Record<SessionName, DtypeChoice>;
  return { dtype: 'auto', sessionDtypes };
}

function modelOf(name: string, revision: string | null): LinkedModel | null {
  if (name === 'demo' || name === 'folder') return name;
  const isId = /^[A-Za-z0-9][\w.-]*\/[\w.-]+$/.test(name);
  return isId && revision !== null && /^[0-9a-f]{40}$/.test(revision)
    ? { id: name, revision }
    : null;
}
