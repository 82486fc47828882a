import { mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import App from '../../src/ui/App.svelte';
import { familyModel } from '../support/family-model.js';

let app: ReturnType<typeof mount>;

beforeAll(() => {
  // The page fetches its demo relative to itself; the test page lies elsewhere.
  const base = document.createElement('base');
  base.href = '/';
  document.head.append(base);
});
beforeEach(() => {
  app = mount(App, { target: document.body });
});
afterEach(() => unmount(app));

const words = () => document.querySelector('#picture-costs')?.textContent ?? '';
const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000 });
const press = () =>
  document.querySelector<HTMLButtonElement>('button[data-action=measure-pictures]')?.click();

function fill(selector: string, value: string): void {
  const input = document.querySelector<HTMLInputElement>(selector);
  if (!input) throw new Error(`The page has no ${selector}.`);
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

it('splitting tells its cost as soon as it is ticked, of the model that is chosen', async () => {
  const tick = document.querySelector<HTMLInputElement>('input[name=image-splitting]');
  await until(() => {
    expect(tick?.matches(':enabled')).toBe(true);
  });
  tick?.click();
  await until(() => {
    expect(words()).toMatch(/Query image: .* for an image of 1,280 x 720|does not split/);
    expect(words()).toContain('1 token a frame whatever its height');
    expect(words()).toContain('equal tokens, more blur');
  });
});

it('a model whose tokens depend on the size tells what a height saves, for that height only', async () => {
  const { files } = await familyModel('qwen2_vl');
  const dataTransfer = new DataTransfer();
  const entries = [...files].map(([name, blob]) => new File([blob], name));
  // A drop flattens folders: the small files are all that is asked for here.
  for (const file of entries.filter(({ name }) => !name.includes('/')))
    dataTransfer.items.add(file);
  window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  await until(() => {
    expect(document.querySelector<HTMLSelectElement>('select[name=model]')?.value).toBe('folder');
  });
  fill('input[name=height]', '16');
  press();
  await until(() => {
    expect(words()).toMatch(/A frame of 1,280 x 720 takes \d+ image tokens, and \d+ at height 16/);
  });
  fill('input[name=height]', '360');
  await until(() => {
    expect(words()).toContain('What do pictures cost');
  });
});
