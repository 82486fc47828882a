import { filesFromHandle } from '../../dataset/index.js';
import { asAppError, type MediaFile } from '../../domain/index.js';
import type { HandleUse, KeptHandle, Store } from '../../store/index.js';

/** What was brought back, by what it was given as, and what could not be. */
export interface BroughtBack {
  readonly data: readonly MediaFile[];
  readonly model: readonly MediaFile[];
  readonly problems: readonly string[];
}

/** The browser asks about each file by itself: more than these, dropped loose, are not worth it. */
const mostLooseFiles = 10;

/** Folders and files of an earlier visit, which the browser opens again with one click (Chromium). */
export class KeptFolders {
  readonly #store: Promise<Store>;
  #kept: readonly KeptHandle[] = $state.raw([]);

  constructor(store: Promise<Store>) {
    this.#store = store;
  }

  /** Names of what can be brought back; none once it was, or once something else was given. */
  readonly names: readonly string[] = $derived(this.#kept.map(({ handle }) => handle.name));

  /** Lists what an earlier visit left; call once. */
  async load(): Promise<void> {
    this.#kept = await (await this.#store).handles.list();
  }

  /** Keeps what was just given for the next visit. */
  async keep(use: HandleUse, handles: readonly FileSystemHandle[]): Promise<void> {
    if (handles.filter(({ kind }) => kind === 'file').length > mostLooseFiles) return;
    const store = await this.#store;
    for (const handle of handles) await store.handles.keep({ use, handle });
  }

  /** Asks the browser's consent, so call it from a click, and opens what was kept. */
  async bringBack(): Promise<BroughtBack> {
    const data: MediaFile[] = [];
    const model: MediaFile[] = [];
    const problems: string[] = [];
    for (const { use, handle } of this.#kept)
      try {
        if ((await handle.requestPermission({ mode: 'read' })) === 'granted')
          (use === 'model' ? model : data).push(...(await filesFromHandle(handle)));
        else problems.push(`${handle.name} was not allowed to be read.`);
      } catch (thrown) {
        problems.push(asAppError(thrown, 'missing-media').message);
      }
    this.#kept = [];
    return { data, model, problems };
  }

  /** Forgets what was given as data. */
  async forget(): Promise<void> {
    this.#kept = [];
    await (await this.#store).handles.clear('data');
  }
}
