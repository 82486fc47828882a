import { Option } from 'commander';
import { oneOf, UsageError, whole } from './option-values.mjs';

/**
 * How a question is worded and its answer read. What is not given follows from the wording: the reference harness's comes
 * with its shuffle, generation and parser.
 *
 * @typedef {object} Wording
 * @property {string} prompt the version
 * @property {string} shuffle
 * @property {string} scoring
 * @property {number} maxTokens
 * @property {string} parser
 */

const versions = {
  standard: 'standard/1',
  'smolvlm-video': 'smolvlm-video/1',
  reference: 'reference/1',
};

/** @type {Omit<Wording, 'prompt'>} */
const standard = { shuffle: 'standard', scoring: 'letters', maxTokens: 32, parser: 'standard' };

/** @type {Omit<Wording, 'prompt'>} */
const reference = {
  ...{ shuffle: 'reference', scoring: 'generate' },
  ...{ maxTokens: 128, parser: 'reference' },
};

export const wordingOptions = () => [
  oneOf(
    '--prompt <wording>',
    'prompt wording; reference: all as the reference harness does, unless told otherwise',
    Object.keys(versions),
    'standard',
  ),
  oneOf('--shuffle <rule>', 'how options are ordered', ['standard', 'reference']),
  oneOf('--scoring <scoring>', 'how an answer is read', ['letters', 'generate']),
  oneOf('--parser <parser>', 'how a letter is read from generated text', [
    ...['standard', 'reference', 'lmms-eval', 'vlmevalkit'],
  ]),
  new Option('--max-tokens <n>', 'most tokens of a generated text').argParser(whole('It', 1, 4096)),
];

/**
 * @param {Record<string, any>} given the parsed options
 * @returns {Wording}
 * @throws UsageError when something is given that has no effect
 */
export function wordingOf(given) {
  const { prompt, shuffle, scoring, parser, maxTokens } = given;
  const implied = prompt === 'reference' ? reference : standard;
  const wording = {
    prompt: versions[/** @type {keyof typeof versions} */ (prompt)],
    shuffle: shuffle ?? implied.shuffle,
    scoring: scoring ?? implied.scoring,
    maxTokens: maxTokens ?? implied.maxTokens,
    parser: parser ?? implied.parser,
  };
  if (wording.scoring === 'letters' && (parser !== undefined || maxTokens !== undefined))
    throw new UsageError(
      `${parser === undefined ? '--max-tokens' : '--parser'} is for generated text: add --scoring generate.`,
    );
  return wording;
}
