import axe from 'axe-core';
import { strToU8, zipSync } from 'fflate';
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { Hub } from '../../src/model/index.js';
import App from '../../src/ui/App.svelte';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/tokens.css';
import { demoModelFiles } from '../support/demo.js';
import { hubDemo } from '../support/hub-model.js';

let app: ReturnType<typeof mount>;

beforeEach(() => {
  app = mount(App, { target: document.body });
});

afterEach(async () => {
  await unmount(app);
  const hub = new Hub();
  for (const model of await hub.list()) await hub.remove(model);
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });
const find = (selector: string): HTMLElement => {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
};
const valueOf = (field: string): string =>
  document.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${field}]`)?.value ?? '';
const chosen = () => valueOf('model');

async function openHub(): Promise<void> {
  document.querySelector<HTMLDetailsElement>('details#hub')?.setAttribute('open', '');
  await until(() => {
    find('[data-verdict]');
  });
}

function drop(...files: readonly File[]): void {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

describe('models of the hub', () => {
  it('are judged for this machine, and choosing one fills in its id and commit', async () => {
    await openHub();
    const video = '[data-model="HuggingFaceTB/SmolVLM2-256M-Video-Instruct"]';
    expect(['fits', 'tight']).toContain(find(video).dataset['verdict']);
    expect(find('[data-model="onnx-community/FastVLM-0.5B-ONNX"]').dataset['verdict']).toBe(
      'will-not-fit',
    );
    find(`${video} button`).click();
    await until(() => {
      expect(valueOf('hub-id')).toContain('SmolVLM2-256M');
      expect(valueOf('hub-revision')).toMatch(/^[0-9a-f]{40}$/);
    });
    const { violations } = await axe.run(find('details#hub'));
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  it('that were kept by an earlier visit can be used and removed', async () => {
    await unmount(app);
    const kept = await new Hub(`${inject('hubUrl')}/page-${Date.now()}/none`).download(
      hubDemo,
      () => undefined,
      new AbortController().signal,
    );
    app = mount(App, { target: document.body });
    await openHub();
    await until(() => {
      expect(find('[data-kept]').textContent).toContain('4.5 MB');
    });
    find('[data-action=use-model]').click();
    await until(() => {
      expect(chosen()).toBe(`hub:${kept.id}@${kept.revision}`);
    });
    find('[data-action=remove-model]').click();
    await until(() => {
      expect(document.querySelector('[data-kept]')).toBeNull();
      expect(chosen()).toBe('demo');
    });
  });
});

describe('a model that is dropped', () => {
  it('as a zip is taken', async () => {
    const { files } = await demoModelFiles();
    const entries: Record<string, Uint8Array> = {};
    for (const [name, file] of files)
      entries[`tiny/${name}`] = new Uint8Array(await file.arrayBuffer());
    drop(new File([new Uint8Array(zipSync(entries, { level: 0 }))], 'tiny.zip'));
    await until(() => {
      expect(chosen()).toBe('folder');
      expect(find('select[name=model]').textContent).toContain('Folder tiny');
    });
    expect(document.querySelector('[data-lacks]')).toBeNull();
  });

  it('without a file that its weights are in names that file', async () => {
    const url = new URL('/test/fixtures/external-data/embed_tokens.onnx', location.href);
    const onnx = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const zip = zipSync({ 'config.json': strToU8('{}'), 'onnx/embed_tokens.onnx': onnx });
    drop(new File([new Uint8Array(zip)], 'tiny.zip'));
    await until(() => {
      expect(find('[data-lacks]').dataset['lacks']).toBe('onnx/embed_tokens.onnx_data');
    });
  });
});
