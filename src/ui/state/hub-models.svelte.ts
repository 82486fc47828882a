import { asAppError, defaultProtocol, type ErrorCode } from '../../domain/index.js';
import {
  catalogueOffers,
  readMachine,
  type CatalogueOffer,
  type DownloadProgress,
  type Hub,
  type HubModel,
  type KeptModel,
  type Machine,
} from '../../model/index.js';
import { hubChoice, type Settings } from './settings.svelte.js';

/** A frame of most videos on the web; only models whose tokens grow with the picture ask for it. */
const usualFrame = { width: 640, height: 360 };

/** Models of the hub: what is known, what is being downloaded, what is kept. */
export class HubModels {
  readonly #hub: Hub;
  readonly #settings: Settings;
  #machine: Machine | null = $state.raw(null);
  #stop: AbortController | null = null;
  id = $state('');
  revision = $state('main');
  phase: 'idle' | 'working' | 'done' | 'error' = $state('idle');
  code: ErrorCode | '' = $state('');
  message = $state('');
  progress: DownloadProgress | null = $state.raw(null);
  kept: readonly KeptModel[] = $state.raw([]);

  constructor(hub: Hub, settings: Settings) {
    this.#hub = hub;
    this.#settings = settings;
  }

  /** Known models, judged for the settings and this machine; none before the machine was looked at. */
  readonly offers: readonly CatalogueOffer[] = $derived.by(() => {
    const { frames, dtype, height } = this.#settings;
    if (!this.#machine) return [];
    const pixels = Number(height);
    const size = Number.isInteger(pixels)
      ? { width: Math.round((pixels * 16) / 9), height: pixels }
      : usualFrame;
    return catalogueOffers(
      {
        ...size,
        frames: frames ?? defaultProtocol.frames,
        // What auto takes first.
        dtype: dtype === 'auto' ? 'fp32' : dtype,
        splitsQuery: defaultProtocol.imageSplitting,
      },
      this.#machine,
    );
  });

  /** Asks the browser what this machine is; no request is made. */
  async lookAtMachine(): Promise<void> {
    this.#machine = await readMachine(this.#settings.device, this.#settings.dtypes);
  }

  /** Lists what is kept; none where the browser keeps nothing for the page. */
  async refresh(): Promise<void> {
    this.kept = await this.#hub.list().catch(() => []);
  }

  choose({ id, revision }: { readonly id: string; readonly revision: string | null }): void {
    this.id = id;
    this.revision = revision ?? 'main';
  }

  /** Downloads what the fields name, as much of it as lacks, and chooses it for the next run. */
  async download(): Promise<void> {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.phase = 'working';
    this.code = '';
    this.message = 'Asking the hub.';
    const { device, dtypes: dtype } = this.#settings;
    const request = { id: this.id.trim(), revision: this.revision.trim() || 'main', device, dtype };
    try {
      const onProgress = (progress: DownloadProgress) => {
        // These come from the worker unawaited: the last may arrive after the end.
        if (this.phase === 'working') this.progress = progress;
      };
      const model = await this.#hub.download(request, onProgress, this.#stop.signal);
      this.revision = model.revision;
      this.#settings.model = hubChoice(model);
      this.phase = 'done';
      this.message = `${model.id} is kept in this browser, at ${model.revision.slice(0, 7)}.`;
    } catch (thrown) {
      const { code, message } = asAppError(thrown);
      const stopped = code === 'cancelled';
      this.phase = stopped ? 'idle' : 'error';
      this.code = stopped ? '' : code;
      this.message = stopped ? 'Stopped. What came is kept: go on below.' : message;
    } finally {
      this.#stop = null;
      this.progress = null;
      await this.refresh();
    }
  }

  cancel(): void {
    this.#stop?.abort();
  }

  async remove(model: HubModel): Promise<void> {
    try {
      await this.#hub.remove(model);
      if (this.#settings.model === hubChoice(model)) this.#settings.model = 'demo';
      this.message = `${model.id} was removed.`;
    } catch (thrown) {
      this.phase = 'error';
      this.message = asAppError(thrown).message;
    }
    await this.refresh();
  }
}
