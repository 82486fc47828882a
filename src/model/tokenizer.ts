import * as transformers from '@huggingface/transformers';
import { AppError } from '../domain/index.js';
import { readJson, readOptionalJson, type ModelFiles } from './model-files.js';

/** A user turn's content, as chat templates expect it. */
export type ContentItem =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' }
  | { readonly type: 'video' };

/** Tokenizer and chat template of a model, from its own files. */
export interface Tokenizer {
  /** Token ids of a text in which special tokens are recognised; none are added. */
  encode(text: string): number[];
  /** Text of token ids, special tokens left out. */
  decode(ids: readonly number[]): string;
  /** A user turn and the opening of the answer, as the model's chat template writes them. */
  chat(content: readonly ContentItem[]): string;
  /** Texts of special tokens that must not stand in a visitor's text. */
  readonly specialTokens: readonly string[];
}

type TokenizerClass = new (tokenizer: object, config: object) => transformers.PreTrainedTokenizer;

/** The library's class for a `tokenizer_class`, with its general one where it has no special class. */
function tokenizerClass(name: unknown): TokenizerClass {
  const wanted = typeof name === 'string' ? name.replace(/Fast$/, '') : '';
  const found = (transformers as Readonly<Record<string, unknown>>)[wanted];
  return typeof found === 'function' && found.prototype instanceof transformers.PreTrainedTokenizer
    ? (found as TokenizerClass)
    : transformers.PreTrainedTokenizer;
}

/** Where a chat template may lie, newest layout first. */
async function readChatTemplate(model: ModelFiles, config: Readonly<Record<string, unknown>>) {
  const separate = model.files.get('chat_template.jinja');
  if (separate) return separate.text();
  const json = (await readOptionalJson(model, 'chat_template.json'))?.['chat_template'];
  if (typeof json === 'string') return json;
  if (typeof config['chat_template'] === 'string') return config['chat_template'];
  const processor = (await readOptionalJson(model, 'processor_config.json'))?.['chat_template'];
  if (typeof processor === 'string') return processor;
  throw new AppError(
    'corrupt-model',
    `The model ${model.id} has no chat template (chat_template.jinja, or chat_template in tokenizer_config.json). Use an instruction-tuned export.`,
  );
}

/** @throws AppError `corrupt-model` naming the file that is missing or damaged */
export async function loadTokenizer(model: ModelFiles): Promise<Tokenizer> {
  const json = await readJson(model, 'tokenizer.json');
  const config = await readJson(model, 'tokenizer_config.json');
  const template = await readChatTemplate(model, config);
  let tokenizer: transformers.PreTrainedTokenizer;
  try {
    tokenizer = new (tokenizerClass(config['tokenizer_class']))(json, config);
  } catch (cause) {
    throw new AppError('corrupt-model', `tokenizer.json of the model ${model.id} cannot be used.`, {
      cause,
    });
  }
  return {
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }),
    decode: (ids) =>
      ids.length === 0 ? '' : tokenizer.decode([...ids], { skip_special_tokens: true }),
    chat: (content) =>
      tokenizer.apply_chat_template([{ role: 'user', content: [...content] }], {
        chat_template: template,
        tokenize: false,
        add_generation_prompt: true,
      }),
    specialTokens: specialTokensOf(json),
  };
}

function specialTokensOf(json: Readonly<Record<string, unknown>>): string[] {
  const added: unknown = json['added_tokens'];
  if (!Array.isArray(added)) return [];
  return added.flatMap((token: unknown) =>
    typeof token === 'object' &&
    token !== null &&
    'special' in token &&
    token.special === true &&
    'content' in token &&
    typeof token.content === 'string'
      ? [token.content]
      : [],
  );
}
