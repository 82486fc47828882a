import { mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunSpeed } from '../../src/evaluation/index.js';
import App from '../../src/ui/App.svelte';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/tokens.css';

let app: ReturnType<typeof mount>;

beforeAll(() => {
  // The page fetches its demo relative to itself; the test page lies elsewhere.
  const base = document.createElement('base');
  base.href = '/';
  document.head.append(base);
  localStorage.clear();
});

beforeEach(() => {
  app = mount(App, { target: document.body });
});

afterEach(async () => {
  await unmount(app);
});

const estimate = (): DOMStringMap => {
  const element = document.querySelector<HTMLElement>('#run-estimate');
  if (!element) throw new Error('The page has no #run-estimate.');
  return element.dataset;
};
const seconds = (): number => Number(estimate()['seconds']);
const button = (action: string) =>
  document.querySelector<HTMLButtonElement>(`[data-action=${action}]`);

async function press(action: string): Promise<void> {
  await vi.waitFor(
    () => {
      expect(button(action)?.disabled).toBe(false);
    },
    { timeout: 60_000 },
  );
  button(action)?.click();
}

async function loadDemo(): Promise<void> {
  await press('load-demo');
  await vi.waitFor(
    () => {
      expect(Number(estimate()['answers'])).toBeGreaterThan(20);
      expect(button('run')?.disabled).toBe(false);
    },
    { timeout: 60_000 },
  );
}

const phase = (wanted: string, timeout = 10_000) =>
  vi.waitFor(
    () => {
      expect(estimate()['phase']).toBe(wanted);
    },
    { timeout },
  );

function choose(field: string, value: string): void {
  const element = document.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${field}]`);
  if (!element) throw new Error(`The page has no field ${field}.`);
  element.value = value;
  for (const type of ['input', 'change']) element.dispatchEvent(new Event(type, { bubbles: true }));
}

/** The estimate after a setting was changed. */
async function secondsWith(field: string, value: string): Promise<number> {
  const before = seconds();
  choose(field, value);
  await vi.waitFor(() => {
    expect(seconds()).not.toBe(before);
  });
  return seconds();
}

/** Kept measurements as if made on a machine so many times slower. */
function slowDown(times: number): void {
  const keys = Object.keys(localStorage).filter((name) => name.startsWith('ivbench-speed-1 '));
  expect(keys).toHaveLength(1);
  for (const key of keys) {
    const { model, tokens } = JSON.parse(localStorage.getItem(key) ?? '') as RunSpeed;
    const slower = {
      ...model,
      picture: { ...model.picture, ms: model.picture.ms * times },
      readings: model.readings.map((one) => ({ ...one, ms: one.ms * times })),
      teraflops: model.teraflops / times,
    };
    localStorage.setItem(key, JSON.stringify({ model: slower, tokens }));
  }
}

describe('the time of a run', () => {
  it('is told once the model was measured, and follows the settings', async () => {
    await loadDemo();
    await phase('unknown');
    expect(document.body.textContent).toContain('this model was not measured here yet');
    await press('measure');
    await phase('known', 110_000);
    await vi.waitFor(() => {
      expect(button('measure')?.textContent).toContain('Measure again');
    });
    const answers = Number(estimate()['answers']);
    expect(document.body.textContent).toContain(`${answers} answers, about`);
    const usual = seconds();
    expect(usual).toBeGreaterThan(0);
    expect(await secondsWith('frames', '64')).toBeGreaterThan(usual);
    expect(await secondsWith('frames', '32')).toBe(usual);
    expect(await secondsWith('order', 'image-first')).toBeGreaterThan(usual);
    expect(await secondsWith('order', 'video-first')).toBe(usual);
    const twice = await secondsWith('rotations', '2');
    expect(twice).toBeGreaterThan(usual);
    expect(twice).toBeLessThan(2 * usual);
    expect(Number(estimate()['answers'])).toBe(2 * answers);
    choose('frames', '0');
    await phase('unknown');
  });

  it('is known at once on the next visit, for the same model and number format', async () => {
    await loadDemo();
    await phase('known');
    choose('dtype', 'q4');
    await phase('unknown');
    choose('dtype', 'auto');
    await phase('known');
  });

  it('on a slow machine comes with the demo and ten questions', async () => {
    await loadDemo();
    await phase('known');
    slowDown(1e5);
    choose('dtype', 'q4');
    await phase('unknown');
    choose('dtype', 'auto');
    await phase('known');
    expect(document.body.textContent).toContain('This machine is slow for this model');
    expect(button('slow-demo')?.textContent).toBe('Run the demo');
    await press('ten-questions');
    await vi.waitFor(() => {
      expect(estimate()['answers']).toBe('10');
    });
    expect(button('ten-questions')).toBeNull();
  });
});

describe('the speed of a run', () => {
  it('is in its report, for the page and for a terminal', async () => {
    await loadDemo();
    choose('frames', '4');
    choose('limit', '3');
    await press('run');
    await vi.waitFor(
      () => {
        const status = document.querySelector<HTMLElement>('#run-status')?.dataset;
        expect(status).toMatchObject({ phase: 'finished', done: '3' });
        expect(document.querySelector('#speed-figures')?.textContent).toContain('At work');
      },
      { timeout: 110_000 },
    );
    const figures = [...document.querySelectorAll('#speed-figures > div')].map((row) => [
      row.querySelector('dt')?.textContent,
      Number.parseFloat(row.querySelector('dd')?.textContent.replaceAll(',', '') ?? ''),
    ]);
    expect(figures.map(([name]) => name)).toEqual([
      'First answer after',
      'At work',
      'Prefill',
      'Encoding',
      'Waited for frames',
      'Largest wasm memory',
    ]);
    for (const [, value] of figures) expect(value).toBeGreaterThan(0);
    const [first, work] = figures.map(([, value]) => Number(value));
    expect(first).toBeLessThanOrEqual(work ?? 0);
    const table = document.querySelector('#report-table')?.textContent ?? '';
    expect(table).toMatch(/First answer after .* s, at work .* s, prefill .* tokens\/s, encoding/);
  });
});
