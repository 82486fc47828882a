import type { SelfCheck } from '../../domain/index.js';
import { runSelfCheck, type Model } from '../../model/index.js';

/** A check is made anew where this version of it was not made. */
const version = 1;

/** Whether a model may be scored without the visitor's say-so. */
export const isTrusted = ({ outcome }: SelfCheck): boolean =>
  outcome !== 'differs' && outcome !== 'not-finite';

/** What the result depends on: the files, their number format, and what computes. */
const keyOf = (info: Model['info']): string => `ivbench-self-check-${version} ${printOf(info)}`;

/** A model's files, their number format and what computes, in one line. */
export function printOf({ record, provider, adapter }: Model['info']): string {
  const files = record.files.map(({ sha256 }) => sha256.slice(0, 16));
  return [record.dtype, provider, adapter ?? '', ...files].join(' ');
}

/** The self-check of a model, made once for its files, number format and adapter in this browser. */
export async function checkOnce(model: Model, signal?: AbortSignal): Promise<SelfCheck> {
  const key = keyOf(model.info);
  const stored = localStorage.getItem(key);
  if (stored !== null) return JSON.parse(stored) as SelfCheck;
  const check = await runSelfCheck(model, signal);
  try {
    localStorage.setItem(key, JSON.stringify(check));
  } catch (thrown) {
    // Full: it is made again next time.
    console.warn('The self-check was not kept.', thrown);
  }
  return check;
}
