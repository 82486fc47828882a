import { mount, tick, unmount } from 'svelte';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Model } from '../../src/model/index.js';
import { openStore } from '../../src/store/index.js';
import App from '../../src/ui/App.svelte';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/tokens.css';

let app: ReturnType<typeof mount> | null = null;

beforeAll(() => {
  // The page fetches its demo relative to itself; the test page lies elsewhere.
  const base = document.createElement('base');
  base.href = '/';
  document.head.append(base);
});

afterEach(async () => {
  if (app) await unmount(app);
  app = null;
});

function found(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}
const press = (action: string) => {
  found(`[data-action=${action}]`).click();
};
const choose = (name: string, value: string) => {
  const field = found(`[name=${name}]`) as HTMLSelectElement | HTMLInputElement;
  field.value = value;
  field.dispatchEvent(
    new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }),
  );
};
const until = (check: () => void, timeout = 20_000) => vi.waitFor(check, { timeout });
const phase = (selector: string) => found(selector).dataset['phase'];

async function openWithDemo(): Promise<void> {
  app = mount(App, { target: document.body });
  await tick();
  await until(() => {
    expect(found('[data-action=load-demo]').matches(':enabled')).toBe(true);
  });
  press('load-demo');
  await until(() => {
    expect(found('#dataset-status').dataset['runnable']).not.toBe('0');
    expect(found('[data-action=run]').matches(':enabled')).toBe(true);
  }, 60_000);
  found('#suites > summary').click();
}

const rowsShown = () =>
  [...document.querySelectorAll<HTMLElement>('#suites tbody tr')].map(({ dataset }) => dataset);

describe('a suite', () => {
  it('runs together with one model, shows its table and what it says, and is kept', async () => {
    const load = vi.spyOn(Model, 'load');
    await openWithDemo();
    choose('suite', 'order');
    choose('suite-size', 'set-up');
    choose('frames', '2');
    choose('limit', '4');
    await until(() => {
      expect(found('#suite-plan').dataset).toMatchObject({
        ...{ runs: '3', questions: '4', answers: '12' },
      });
    });
    press('run-suite');
    await until(() => {
      expect(phase('#suite-status')).toBe('done');
    }, 240_000);
    expect(load).toHaveBeenCalledTimes(1);
    expect(found('#run-status').dataset).toMatchObject({ done: '12', total: '12' });
    const asked = rowsShown();
    expect(asked.map(({ role, n }) => [role, n])).toEqual([
      ...[
        ['video-first', '4'],
        ['image-first', '4'],
        ['image-masked', '4'],
      ],
    ]);
    const [full, , masked] = asked.map(({ tokens }) => Number(tokens));
    expect(masked).toBeLessThan(full ?? 0);
    expect(found('#suites').textContent).toContain('4 questions support no claim');
    expect(found('#suites [data-question=guessing]').textContent).toContain('guessing');
    const table = found('pre#suite-table').textContent;
    expect(table).toMatch(/^Run +Questions/);
    expect(table).toContain('Is it better than guessing?');

    const store = await openStore();
    const runs = await store.listRuns();
    expect(new Set(runs.map(({ samples }) => samples.join()))).toHaveProperty('size', 1);
    expect(runs.map(({ group }) => group?.name)).toEqual(Array(3).fill('Order of image and video'));
    // Its frames were encoded for the first run.
    const without = runs.find(({ group }) => group?.role === 'image-masked');
    const answers = await store.answersOf(without?.id ?? '');
    expect(answers.map(({ timings }) => timings.encodeMs)).toEqual([0, 0, 0, 0]);

    press('delete-suite');
    await until(() => {
      expect(document.querySelector('[data-action=show-suite]')).toBeNull();
    });
    expect(await store.listRuns()).toEqual([]);
    store.close();
  }, 300_000);

  it('that is a grid and was cancelled is gone on with as a whole, on another visit', async () => {
    await openWithDemo();
    choose('suite', 'grid');
    choose('suite-size', 'set-up');
    choose('limit', '20');
    await tick();
    choose('grid-frames', '2, 3');
    found('[name=grid-condition][value=full]').click();
    found('[name=grid-condition][value=text-only]').click();
    await until(() => {
      // The question alone is the same with two frames and with three.
      expect(found('#suite-plan').dataset).toMatchObject({ runs: '3', answers: '60' });
    });
    press('run-suite');
    await until(() => {
      expect(Number(found('#run-status').dataset['done'])).toBeGreaterThan(3);
    }, 120_000);
    press('cancel');
    await until(() => {
      expect(phase('#suite-status')).toBe('cancelled');
    }, 60_000);
    expect(rowsShown().map(({ n }) => Number(n))).not.toEqual([20, 20, 20]);
    if (app) await unmount(app);

    await openWithDemo();
    await until(() => {
      expect(found('[data-action=continue-suite]').matches(':enabled')).toBe(true);
    });
    press('continue-suite');
    await until(() => {
      expect(phase('#suite-status')).toBe('done');
    }, 240_000);
    expect(rowsShown().map(({ role, n }) => `${role ?? ''}: ${n ?? ''}`)).toEqual([
      ...['full, 2 frames: 20', 'full, 3 frames: 20', 'text-only, 2 frames: 20'],
    ]);
    expect(document.querySelector('[data-action=continue-suite]')).toBeNull();
  }, 500_000);
});
