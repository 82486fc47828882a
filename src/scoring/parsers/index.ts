import type { ParserName } from '../../domain/index.js';
import { parseAsLmmsEval } from './lmms-eval.js';
import { parseAsReference } from './reference.js';
import { parseAsStandard } from './standard.js';
import { parseAsVlmEvalKit } from './vlmevalkit.js';
import type { Options, Verdict } from './verdict.js';

export type { Options, Verdict } from './verdict.js';
export { creditedByReference } from './reference.js';

const parsers: Readonly<Record<ParserName, (text: string, order: Options) => Verdict>> = {
  standard: parseAsStandard,
  reference: parseAsReference,
  'lmms-eval': parseAsLmmsEval,
  vlmevalkit: parseAsVlmEvalKit,
};

/**
 * Reads the answer from generated text by a parser's rule, and scores it. Never throws, never guesses.
 * @param text as the model generated it
 * @param order the options that were put to the model
 */
export const scoreText = (text: string, order: Options, parser: ParserName): Verdict =>
  parsers[parser](text, order);
