import type { RunSpeed } from '../../evaluation/index.js';
import { chooseProvider, type Model, type ModelFiles } from '../../model/index.js';
import { printOf } from './self-checks.js';
import type { Settings } from './settings.svelte.js';

/** Measurements of another version are made anew. */
const version = 1;

const speedKey = (info: Model['info']): string => `ivbench-speed-${version} ${printOf(info)}`;

/**
 * Names the model as it is chosen, before it is loaded: where it comes from, its number formats and the adapter.
 * @returns null where no model is given, or none can run on the device that was chosen
 */
export async function choiceKey(
  { model, device, dtypes }: Pick<Settings, 'model' | 'device' | 'dtypes'>,
  folder: ModelFiles | null,
): Promise<string | null> {
  if (model === 'folder' && !folder) return null;
  const files =
    model === 'folder' && folder
      ? [folder.id, ...[...folder.files].map(([name, { size }]) => `${name} ${size}`)]
      : [model];
  // What is wrong with the device is told when the model is loaded.
  const place = await chooseProvider(device, dtypes).catch(() => null);
  if (!place) return null;
  const { provider, adapter } = place;
  return `ivbench-speed-of-${version} ${JSON.stringify([files, dtypes, provider, adapter])}`;
}

/** What was measured of the model that is chosen, by the files that it was then. */
export function keptSpeed(choice: string): RunSpeed | null {
  const speed = localStorage.getItem(localStorage.getItem(choice) ?? '');
  return speed === null ? null : (JSON.parse(speed) as RunSpeed);
}

/** Keeps a measurement for its files, number format and adapter, and for what was chosen to get there. */
export function keepSpeed(choice: string, info: Model['info'], speed: RunSpeed): void {
  try {
    localStorage.setItem(speedKey(info), JSON.stringify(speed));
    localStorage.setItem(choice, speedKey(info));
  } catch (thrown) {
    // Full: it is measured again next time.
    console.warn('The speed of the model was not kept.', thrown);
  }
}

/** What was measured of a loaded model, kept for what was chosen to load it as well. */
export function knownSpeed(choice: string, info: Model['info']): RunSpeed | null {
  const speed = localStorage.getItem(speedKey(info));
  if (speed !== null) localStorage.setItem(choice, speedKey(info));
  return speed === null ? null : (JSON.parse(speed) as RunSpeed);
}
