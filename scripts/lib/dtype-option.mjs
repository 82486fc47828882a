import { InvalidArgumentError, Option } from 'commander';

/** Number formats that the page knows (src/model/dtype.ts). */
export const dtypes = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'];

/** The sessions of a model, by the names of their files. */
export const sessionNames = /** @type {const} */ ([
  'vision_encoder',
  'embed_tokens',
  'decoder_model_merged',
]);

/** @typedef {typeof sessionNames[number]} SessionName */

/** @type {ReadonlyMap<string, SessionName>} */
const shortNames = new Map([
  ['vision', 'vision_encoder'],
  ['embed', 'embed_tokens'],
  ['decoder', 'decoder_model_merged'],
]);

/** @typedef {string | Readonly<Record<SessionName, string>>} DtypeWish one format for all sessions, or one for each */

/** @param {string} text a format, or `auto` */
function readFormat(text) {
  if (text === 'auto' || dtypes.includes(text)) return text;
  throw new InvalidArgumentError(`"${text}" is none of auto, ${dtypes.join(', ')}.`);
}

/** @param {string} text @returns {SessionName} */
function readSession(text) {
  const name = sessionNames.find((known) => known === text) ?? shortNames.get(text);
  if (name) return name;
  throw new InvalidArgumentError(
    `"${text}" is no session: they are ${sessionNames.join(', ')} (short: ${[...shortNames.keys()].join(', ')}).`,
  );
}

/**
 * Understands `fp32`, `vision=fp16,embed=fp16,decoder=q4`, and `q4,vision=fp16`: a format for all sessions (`auto`
 * where it is left out) and those that differ.
 * @param {string} text
 * @returns {DtypeWish}
 */
export function readDtype(text) {
  /** @type {string | null} */
  let all = null;
  /** @type {Map<SessionName, string>} */
  const own = new Map();
  for (const part of text.split(',').map((word) => word.trim())) {
    const [left = '', right, ...more] = part.split('=');
    if (more.length > 0)
      throw new InvalidArgumentError(`"${part}" is not understood: write SESSION=FORMAT.`);
    if (right === undefined) {
      if (all !== null) throw new InvalidArgumentError(`It names two for all: ${all} and ${part}.`);
      all = readFormat(left);
      continue;
    }
    const name = readSession(left);
    if (own.has(name)) throw new InvalidArgumentError(`It names ${name} twice.`);
    own.set(name, readFormat(right));
  }
  const of = (/** @type {SessionName} */ name) => own.get(name) ?? all ?? 'auto';
  if (own.size === 0) return all ?? 'auto';
  return {
    vision_encoder: of('vision_encoder'),
    embed_tokens: of('embed_tokens'),
    decoder_model_merged: of('decoder_model_merged'),
  };
}

export const dtypeOption = () =>
  new Option(
    '--dtype <dtype>',
    `number format (auto|${dtypes.join('|')}), or one for each session, as in vision=fp16,embed=fp16,decoder=q4`,
  )
    .argParser(readDtype)
    .default('auto');
