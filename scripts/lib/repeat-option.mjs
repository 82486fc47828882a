import { Option } from 'commander';
import { sessionNames } from './dtype-option.mjs';
import { existingPath, UsageError, whole } from './option-values.mjs';

/**
 * @typedef {import('./run-file.mjs').StoredRun} StoredRun
 *
 * @typedef {object} RepeatWish
 * @property {'config' | 'verify'} kind a run as a whole, or some of its questions held against the log
 * @property {string} file absolute path
 * @property {StoredRun} run
 * @property {number} questions that are asked again, with `verify`
 */

/** Questions that are asked again where --sample does not say. */
const usualSample = 20;

export const repeatOptions = () => [
  new Option(
    '--config <file>',
    "repeats a run: a JSON report of it, a log, or a log's first line; options beside it take the place of the run's",
  ),
  new Option('--verify <log>', 'asks questions of a log again and says what differs'),
  new Option(
    '--sample <n>',
    `with --verify: how many questions, whole videos drawn by the run's seed (default: ${usualSample})`,
  ).argParser(whole('It', 1, 10_000_000)),
];

/** What may stand beside --verify; all else is as the log says. */
const besideVerify = new Set([
  ...['verify', 'sample', 'demo', 'questionFile', 'videoDir', 'imageDir', 'sideTable'],
  ...['model', 'cache', 'device', 'report'],
]);

/**
 * @param {Record<string, any>} given the parsed options
 * @param {ReadonlySet<string>} named those that the command line names
 * @param {import('./option-values.mjs').KindOf} kindOf
 * @param {(file: string) => StoredRun} readRun
 * @returns {RepeatWish | null} null: nothing is to be repeated
 * @throws UsageError when something is given that makes no sense with it, or the file tells no run
 */
export function repeatOf(given, named, kindOf, readRun) {
  const { config, verify, sample } = given;
  /** @param {boolean} wrong @param {string} why */
  const refuse = (wrong, why) => {
    if (wrong) throw new UsageError(why);
  };
  refuse(sample !== undefined && verify === undefined, '--sample is for --verify.');
  if (config === undefined && verify === undefined) return null;
  refuse(config !== undefined && verify !== undefined, '--config and --verify: give one of them.');
  const kind = verify === undefined ? 'config' : 'verify';
  const strange =
    kind === 'verify'
      ? [...named].find((name) => !besideVerify.has(name))
      : ['suite', 'exportCheck'].find((name) => named.has(name));
  if (strange !== undefined)
    throw new UsageError(
      kind === 'verify'
        ? `--verify asks as the log says: leave out ${spelled(strange)}.`
        : `--config repeats one run: leave out ${spelled(strange)}.`,
    );
  const file = existingPath(`--${kind}`, verify ?? config, 'file', kindOf);
  const run = readRun(file);
  refuse(
    kind === 'verify' && run.answers === 0,
    `${file} is a report, and holds no answers: name the log of the run (--log).`,
  );
  return { kind, file, run, questions: sample ?? usualSample };
}

/** Options that only take something away. */
const negated = ['timestamps', 'sessionsAlone'];

/** @param {string} name of an option as commander knows it */
const spelled = (name) =>
  `--${negated.includes(name) ? 'no-' : ''}${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;

/** Options that say in another way, or with others, what a run's do: these give way. */
const replaced = /** @type {Readonly<Record<string, readonly string[]>>} */ ({
  prompt: ['shuffle', 'scoring', 'parser', 'maxTokens'],
  scoring: ['parser', 'maxTokens'],
  has_image: ['condition'],
  image_pos: ['order'],
  target_resolution: ['height'],
  questionFile: ['demo'],
  demo: ['questionFile'],
});

/**
 * A run's protocol, model and where it ran as arguments, those left out that the command line names itself.
 * @param {RepeatWish} wish
 * @param {Record<string, any>} given the parsed options
 * @param {ReadonlySet<string>} named
 * @returns {{argv: string[], notes: string[]}}
 * @throws UsageError when its model has to be named
 */
export function repeatArguments({ file, run, kind }, given, named) {
  const { model } = run.manifest;
  const isNamedAnew = model.source !== 'hub' && model.source !== 'demo';
  if (isNamedAnew && !named.has('model'))
    throw new UsageError(
      `The run of ${file} was made with the model ${model.id} from a folder: name it again (--model FOLDER).`,
    );
  const left = new Set([...named].flatMap((name) => [name, ...(replaced[name] ?? [])]));
  const values = Object.entries(valuesOf(run));
  const argv = values
    .filter(([name]) => !left.has(name))
    .flatMap(([name, value]) => argumentOf(name, value));
  const notes = values
    .filter(([name, value]) => named.has(name) && String(given[name]) !== String(value))
    .filter(([name]) => name !== 'demo' && !(name === 'model' && isNamedAnew))
    .map(([name, value]) => `${spelled(name)} takes the place of the run's (${String(value)}).`);
  if (kind === 'config') notes.unshift(`Repeating the run of ${file}.`);
  return { argv, notes };
}

/** @param {string} name @param {unknown} value @returns {string[]} */
function argumentOf(name, value) {
  // Only what an option can say: they are on or off by default.
  if (negated.includes(name)) return value === false ? [spelled(name)] : [];
  if (typeof value === 'boolean') return value ? [spelled(name)] : [];
  return value === null || value === undefined ? [] : [`${spelled(name)}=${String(value)}`];
}

/**
 * By the options' names.
 * @param {StoredRun} run
 * @returns {Record<string, unknown>}
 */
function valuesOf({ demo, manifest: { protocol, model, provider } }) {
  const { parser, maxTokens, prompt, ...asked } = protocol;
  const { frames, height, sampling, decoder, frameInput, order, condition } = asked;
  const { timestamps, imageSplitting, shuffle, scoring, seed, rotations } = asked;
  const { limit, subset, task } = asked;
  return {
    demo,
    model: model.source === 'hub' ? `${model.id}@${model.revision ?? 'main'}` : modelName(model),
    dtype: dtypeWords(model.dtype),
    device: provider,
    ...{ frames, height, sampling, decoder, frameInput, order, condition },
    ...{ timestamps, imageSplitting, shuffle, scoring, seed, rotations, limit, subset, task },
    prompt: typeof prompt === 'string' ? prompt.replace(/\/1$/, '') : prompt,
    ...(scoring === 'generate' ? { parser, maxTokens } : {}),
  };
}

/** @param {StoredRun['manifest']['model']} model of a folder, which is named anew, or the demo's */
const modelName = ({ source, id }) => (source === 'demo' ? 'demo' : id);

/** @param {string} described one format, or `session format` by session */
const dtypeWords = (described) =>
  sessionNames.some((name) => described.includes(`${name} `))
    ? described.replaceAll(', ', ',').replaceAll(' ', '=')
    : described;
