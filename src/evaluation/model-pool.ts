import type { Run } from '../domain/index.js';
import type { Model } from '../model/index.js';
import { ModelHost } from './model-host.js';

/** Loads a run's model afresh. */
export type LoadModel = (run: Run, signal: AbortSignal) => Promise<Model>;

/** The models of several runs, one for all runs that ask the same. */
export class ModelPool {
  readonly #load: LoadModel;
  readonly #hosts = new Map<string, ModelHost>();

  constructor(load: LoadModel) {
    this.#load = load;
  }

  /** The run's model: loaded first, and again after it was lost. */
  async of(run: Run, signal: AbortSignal): Promise<ModelHost> {
    const key = modelKey(run);
    const host = this.#hosts.get(key) ?? new ModelHost(await this.#load(run, signal));
    this.#hosts.set(key, host);
    return host;
  }

  /** Ends the models that are of no more use. */
  sweep(): void {
    for (const [key, host] of this.#hosts)
      if (host.gone) {
        host.end();
        this.#hosts.delete(key);
      }
  }

  end(): void {
    for (const host of this.#hosts.values()) host.end();
    this.#hosts.clear();
  }
}

/** Equal for runs that are answered by the same files in the same number format on the same provider. */
export function modelKey({ manifest: { model, provider } }: Pick<Run, 'manifest'>): string {
  const files = model.files.map(({ name, sha256 }) => `${name} ${sha256}`);
  return [model.id, model.dtype, provider, ...files].join('\n');
}
