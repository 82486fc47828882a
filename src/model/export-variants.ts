import { asAppError, type NotRun, type Provider } from '../domain/index.js';
import {
  chooseDtypes,
  dtypes,
  sessionNames,
  sessionPath,
  type Dtype,
  type SessionDtypes,
  type SessionName,
} from './dtype.js';
import type { ModelFiles } from './model-files.js';

/** A whole export to be checked: one number format of a model's files, on one provider. */
export interface ExportWish {
  readonly files: ModelFiles;
  readonly provider: Provider;
  readonly dtype: Dtype;
}

/** What is run in an export check. */
export interface ExportVariant {
  readonly name: string;
  readonly files: ModelFiles;
  readonly provider: Provider;
  readonly dtypes: SessionDtypes;
}

const sessionWords: Readonly<Record<SessionName, string>> = {
  vision_encoder: 'vision',
  embed_tokens: 'embeddings',
  decoder_model_merged: 'decoder',
};

export interface PlannedVariants {
  /** The reference first. */
  readonly variants: readonly [ExportVariant, ...ExportVariant[]];
  /** What cannot be run, or would only repeat another variant. */
  readonly leftOut: readonly NotRun[];
}

/**
 * The variants of an export check: every export whole and, where that is asked for, the reference with one session of
 * another number format of the same files on the same provider, one session after the other.
 * @param wishes the first is the reference
 * @param halfFloats whether shaders may use half floats
 * @throws AppError as `chooseDtypes`, where the reference itself cannot be made
 */
export function planVariants(
  [reference, ...others]: readonly [ExportWish, ...ExportWish[]],
  { eachSession, halfFloats }: { readonly eachSession: boolean; readonly halfFloats: boolean },
): PlannedVariants {
  const nameOf = namer([reference, ...others]);
  const whole = (wish: ExportWish): ExportVariant => {
    const { files, provider, dtype } = wish;
    const chosen = chooseDtypes(files, dtype, provider, halfFloats);
    return { name: nameOf(wish), files, provider, dtypes: chosen };
  };
  const first = whole(reference);
  const variants: ExportVariant[] = [];
  const leftOut: NotRun[] = [];
  const add = (name: string, make: () => ExportVariant) => {
    try {
      variants.push(make());
    } catch (thrown) {
      leftOut.push({ name, why: asAppError(thrown).message });
    }
  };
  for (const wish of others) {
    const name = nameOf(wish);
    add(name, () => whole(wish));
    const sameModel = wish.files === reference.files && wish.provider === reference.provider;
    const isThere = dtypesOf(wish.files).includes(wish.dtype);
    if (!eachSession || !sameModel || !isThere) continue;
    for (const session of sessionNames) {
      const swapped = `${nameOf(wish)}, ${sessionWords[session]} only`;
      const one = { ...first.dtypes, [session]: wish.dtype };
      add(swapped, () => ({
        ...first,
        name: swapped,
        dtypes: chooseDtypes(wish.files, one, wish.provider, halfFloats),
      }));
    }
  }
  return { variants: [first, ...variants], leftOut };
}

/** Names by what differs: the number format, and the model and the provider where there are several. */
function namer(wishes: readonly ExportWish[]): (wish: ExportWish) => string {
  const models = [...new Set(wishes.map(({ files }) => files))];
  const providers = new Set(wishes.map(({ provider }) => provider));
  const ids = models.map(({ id }, i) =>
    models.findIndex((other) => other.id === id) === i ? id : `${id} (${i + 1})`,
  );
  return ({ files, dtype, provider }) =>
    [
      models.length > 1 ? (ids[models.indexOf(files)] ?? files.id) : '',
      dtype,
      providers.size > 1 ? `on ${provider}` : '',
    ]
      .filter((word) => word !== '')
      .join(' ');
}

/** Number formats that a model has any session's file in. */
export const dtypesOf = ({ files }: Pick<ModelFiles, 'files'>): Dtype[] =>
  dtypes.filter((dtype) => sessionNames.some((name) => files.has(sessionPath(name, dtype))));
