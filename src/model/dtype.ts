import { AppError, type Provider } from '../domain/index.js';

/** Number formats of an export, and the ending of the file that holds it (transformers.js layout). */
const endings = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const;

export type Dtype = keyof typeof endings;
export const dtypes = Object.keys(endings) as readonly Dtype[];
export type DtypeChoice = Dtype | 'auto';

export const sessionNames = ['vision_encoder', 'embed_tokens', 'decoder_model_merged'] as const;
export type SessionName = (typeof sessionNames)[number];

/** Formats that need the adapter's shader-f16 on WebGPU. */
const halfPrecision: readonly Dtype[] = ['fp16', 'q4f16'];
/** Dynamic quantisation: results depend on the whole sequence, so a cached prefix is not exact (FACTS). */
const dynamic: readonly Dtype[] = ['q8', 'int8', 'uint8'];

/** What `auto` takes, most faithful first; q8 on WebGPU only when asked for by name. */
function preference(provider: Provider, halfFloats: boolean): readonly Dtype[] {
  if (provider === 'wasm') return ['fp32', 'q8', 'int8', 'uint8', 'q4', 'bnb4'];
  return halfFloats ? ['fp32', 'fp16', 'q4', 'q4f16', 'bnb4'] : ['fp32', 'q4', 'bnb4'];
}

export type SessionDtypes = Readonly<Record<SessionName, Dtype>>;

/** One choice for all sessions, or one for each. */
export type DtypeWish = DtypeChoice | Readonly<Record<SessionName, DtypeChoice>>;

const choiceOf = (wish: DtypeWish, name: SessionName): DtypeChoice =>
  typeof wish === 'string' ? wish : wish[name];

/** Whether a format is asked for that gives gibberish on some GPUs (FACTS.md): q8 and its kin. */
export const asksForDynamic = (wish: DtypeWish): boolean =>
  sessionNames.some((name) => dynamic.some((dtype) => dtype === choiceOf(wish, name)));

/** Path of a session's file inside the model folder. */
export const sessionPath = (name: SessionName, dtype: Dtype): string =>
  `onnx/${name}${endings[dtype]}.onnx`;

/** The dtype in words: one where all sessions agree, else one for each. */
export function describeDtypes(chosen: SessionDtypes): string {
  const distinct = new Set(Object.values(chosen));
  if (distinct.size === 1) return chosen.decoder_model_merged;
  return sessionNames.map((name) => `${name} ${chosen[name]}`).join(', ');
}

/** The wish that `describeDtypes` wrote down; null where it is none. */
export function readDtypes(described: string): DtypeWish | null {
  const known = (text: string | undefined) => dtypes.find((dtype) => dtype === text);
  const words = new Map(described.split(', ').map((part) => part.split(' ') as [string, string]));
  const [vision_encoder, embed_tokens, decoder_model_merged] = sessionNames.map((name) =>
    known(words.get(name)),
  );
  if (vision_encoder && embed_tokens && decoder_model_merged)
    return { vision_encoder, embed_tokens, decoder_model_merged };
  return known(described) ?? null;
}

/** Whether a KV cache of a prompt's beginning gives the same logits as the whole prompt. */
export const prefixIsExact = (chosen: SessionDtypes): boolean =>
  !dynamic.includes(chosen.decoder_model_merged);

/**
 * Which file each session is made from.
 * @throws AppError `corrupt-model` where a session has no file of the wanted format, naming what there is;
 * `webgpu-unavailable` where the format needs half floats that the adapter has not
 */
export function chooseDtypes(
  model: { readonly id: string; readonly files: { has(path: string): boolean } },
  wish: DtypeWish,
  provider: Provider,
  halfFloats: boolean,
): SessionDtypes {
  const pick = (name: SessionName): Dtype => {
    const choice = choiceOf(wish, name);
    if (choice !== 'auto' && provider === 'webgpu' && !halfFloats && halfPrecision.includes(choice))
      throw new AppError(
        'webgpu-unavailable',
        `${choice} needs the GPU feature shader-f16, which this adapter has not. Choose fp32 or q4, or the device wasm.`,
      );
    const there = dtypes.filter((dtype) => model.files.has(sessionPath(name, dtype)));
    const wanted = choice === 'auto' ? preference(provider, halfFloats) : [choice];
    const found = wanted.find((dtype) => there.includes(dtype));
    if (found) return found;
    const has = there.length > 0 ? `It has ${there.join(', ')}.` : 'It has none at all.';
    throw new AppError(
      'corrupt-model',
      `The model ${model.id} has no ${sessionPath(name, wanted[0] ?? 'fp32')}${choice === 'auto' ? ` or another format for ${provider}` : ''}. ${has} Choose another dtype, or give or download the model in this one.`,
    );
  };
  return {
    vision_encoder: pick('vision_encoder'),
    embed_tokens: pick('embed_tokens'),
    decoder_model_merged: pick('decoder_model_merged'),
  };
}
