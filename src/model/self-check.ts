import { asAppError, type Picture, type Prompt, type SelfCheck } from '../domain/index.js';
import { dtypes, type DtypeChoice } from './dtype.js';
import { logSumExp, mostLikely } from './letters.js';
import { Model } from './model-client.js';

/** Tokens read behind the prompt; with the prompt's end, positions that are compared. */
const forcedTokens = 12;

/** Weights above this are not loaded a second time: the check must not be what exhausts the memory. */
const mostReferenceBytes = 1.2e9;

/** Tokens less likely than this on the reference do not count: their logarithms differ for no reason that matters. */
const leastProbability = 1e-3;

/** Largest difference of log-probabilities that is rounding: half floats keep 11 bits. */
export const agreementBound = (dtype: string): number =>
  dtype.includes('f16') || dtype.includes('fp16') ? 0.5 : 0.1;

/**
 * Compares logits position by position.
 * @param ours @param reference one list of logits over the vocabulary for each position, as many in both
 */
export function compareSteps(
  ours: readonly Float32Array[],
  reference: readonly Float32Array[],
  bound: number,
): Pick<SelfCheck, 'outcome' | 'steps' | 'sameTop' | 'largestDifference'> {
  const steps = ours.length;
  if (!allFinite(ours))
    return { outcome: 'not-finite', steps, sameTop: 0, largestDifference: null };
  let [sameTop, largestDifference] = [0, 0];
  for (const [step, logits] of ours.entries()) {
    const wanted = reference[step] ?? new Float32Array();
    const [total, wantedTotal] = [logSumExp(logits), logSumExp(wanted)];
    const at = (values: Float32Array, id: number) => values[id] ?? NaN;
    const best = at(wanted, mostLikely(wanted));
    if (best - at(wanted, mostLikely(logits)) <= bound) sameTop++;
    const least = wantedTotal + Math.log(leastProbability);
    for (const [id, value] of wanted.entries())
      if (value >= least)
        largestDifference = Math.max(
          largestDifference,
          Math.abs(at(logits, id) - total - (value - wantedTotal)),
        );
  }
  // Written so that a difference that is not a number is none that agrees.
  const agrees = sameTop === steps && largestDifference <= bound;
  return { outcome: agrees ? 'agrees' : 'differs', steps, sameTop, largestDifference };
}

const allFinite = (steps: readonly Float32Array[]): boolean =>
  steps.every((logits) => logits.every((value) => Number.isFinite(value)));

/**
 * Runs one picture and some tokens on the model and, where it does not run on wasm, on wasm as well, in the
 * same number format or in fp32 where wasm cannot take it.
 * @throws AppError of the model itself, `cancelled`
 */
export async function runSelfCheck(model: Model, signal?: AbortSignal): Promise<SelfCheck> {
  const { record, provider } = model.info;
  const bound = agreementBound(record.dtype);
  const ours = await forcedSteps(model, signal);
  const name = `${record.id} in ${record.dtype} on ${provider}`;
  const alone = { steps: ours.length, sameTop: 0, largestDifference: null, bound };
  if (!allFinite(ours))
    return { ...alone, outcome: 'not-finite', note: `${name} gives numbers that are not finite.` };
  if (provider === 'wasm')
    return {
      ...alone,
      outcome: 'finite',
      note: `${name} gives finite numbers; wasm is what others are compared with.`,
    };
  const reference = await stepsOnWasm(model, signal);
  if ('why' in reference)
    return {
      ...alone,
      outcome: 'not-compared',
      note: `${name} was not compared with wasm: ${reference.why}`,
    };
  const compared = compareSteps(ours, reference.steps, bound);
  const numbers = `${compared.sameTop} of ${compared.steps} most likely tokens are the same, log-probabilities differ by up to ${(compared.largestDifference ?? NaN).toPrecision(2)} (bound ${bound})`;
  const verdict = compared.outcome === 'agrees' ? 'agrees with' : 'differs from';
  return { ...compared, bound, note: `${name} ${verdict} wasm (${reference.dtype}): ${numbers}.` };
}

type Reference =
  { readonly steps: readonly Float32Array[]; readonly dtype: string } | { readonly why: string };

async function stepsOnWasm({ files, info }: Model, signal?: AbortSignal): Promise<Reference> {
  const bytes = info.record.files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > mostReferenceBytes)
    return { why: `its ${(bytes / 1e9).toFixed(1)} GB are too large to be loaded twice.` };
  const same: DtypeChoice = dtypes.find((dtype) => dtype === info.record.dtype) ?? 'auto';
  let why = '';
  for (const dtype of new Set([same, 'fp32' as const])) {
    let reference: Model | null = null;
    try {
      reference = await Model.load(files, { device: 'wasm', dtype }, () => undefined, signal);
      const steps = await forcedSteps(reference, signal);
      if (allFinite(steps)) return { steps, dtype: reference.info.record.dtype };
      why = 'wasm itself gives numbers that are not finite.';
    } catch (thrown) {
      signal?.throwIfAborted();
      why = asAppError(thrown).message;
    } finally {
      reference?.end();
    }
  }
  return { why };
}

async function forcedSteps(model: Model, signal?: AbortSignal): Promise<Float32Array[]> {
  const { handle } = await model.encode(testPicture(), 'whole', signal);
  const asked = { prompt: testPrompt, frames: [], image: handle, keep: [] };
  const steps = await model.repeatEnd(asked, forcedTokens, signal);
  await model.release([handle]);
  return steps;
}

const testPrompt: Prompt = {
  version: 'standard/1',
  segments: [
    { name: 'image', parts: [{ type: 'query-image' }] },
    { name: 'question', parts: [{ type: 'text', text: 'What is on the left of this image?\n' }] },
    { name: 'options', parts: [{ type: 'text', text: 'a. a red square\nb. a blue circle\n' }] },
  ],
};

/** A red square and a blue disc on a shaded ground. */
function testPicture(): Picture {
  const [width, height] = [384, 288];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const square = Math.abs(x - 100) < 60 && Math.abs(y - 144) < 60;
      const disc = Math.hypot(x - 280, y - 144) < 60;
      const shade = 120 + Math.floor((x + y) / 8);
      data.set(
        square ? [220, 30, 30] : disc ? [30, 40, 220] : [shade, shade, 200 - shade / 2],
        3 * (y * width + x),
      );
    }
  return { width, height, data };
}
