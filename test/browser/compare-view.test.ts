import axe from 'axe-core';
import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { letters, type Run } from '../../src/domain/index.js';
import { openStore } from '../../src/store/index.js';
import App from '../../src/ui/App.svelte';
import PowerNote from '../../src/ui/components/PowerNote.svelte';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/tokens.css';
import { aDataset, aRun, aSample, anAnswer } from '../support/results.js';

let app: ReturnType<typeof mount> | null = null;

afterEach(async () => {
  if (app) await unmount(app);
  app = null;
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

const press = (selector: string, at = 0) => {
  const found = document.querySelectorAll<HTMLElement>(selector)[at];
  if (!found) throw new Error(`The page has no ${selector}.`);
  found.click();
};

const samples = Array.from({ length: 120 }, (_, ordinal) =>
  aSample({ ordinal, dataId: ordinal, videoId: `v${ordinal >> 1}`, task: 'Counting' }),
);

/** Two finished runs of one model on the same questions: with the image 90 right, without 30. */
async function keepTwoRuns(): Promise<void> {
  const store = await openStore();
  const dataset = aDataset({ samples });
  await store.saveDataset(dataset);
  const { manifest } = aRun();
  const runOf = (id: string, condition: 'full' | 'image-masked', createdAt: number): Run =>
    aRun({
      id,
      createdAt,
      status: 'finished',
      samples: samples.map(({ ordinal }) => ordinal),
      manifest: { ...manifest, protocol: { ...manifest.protocol, condition } },
    });
  const kept = [
    { run: runOf('with', 'full', Date.UTC(2026, 1, 2)), right: 90 },
    { run: runOf('without', 'image-masked', Date.UTC(2026, 1, 1)), right: 30 },
  ];
  const options = Object.fromEntries(letters.map((letter) => [letter, `option ${letter}`]));
  for (const { run, right } of kept) {
    await store.saveRun(run);
    for (const { ordinal } of samples) {
      const correctOption = letters[ordinal % 10] ?? 'a';
      const wrong = letters[(ordinal + 1) % 10] ?? 'a';
      const letter = ordinal < right ? correctOption : wrong;
      await store.putAnswer(
        anAnswer({
          runId: run.id,
          sample: ordinal,
          options,
          correctOption,
          correctOptions: [correctOption],
          letter,
          outcome: ordinal < right ? 'correct' : 'wrong',
          letterLogprobs: Object.fromEntries(letters.map((one) => [one, one === letter ? -1 : -4])),
          letterMass: 0.3,
        }),
      );
    }
  }
  store.close();
}

describe('a report', () => {
  it('is compared with another run on the same questions, and diagnosed', async () => {
    await keepTwoRuns();
    app = mount(App, { target: document.body });
    await until(() => {
      expect(document.querySelectorAll('[data-action=show]:enabled')).toHaveLength(2);
    });
    press('[data-action=show]');
    await until(() => {
      expect(document.body.textContent).toContain('75.0 %');
    });
    expect(document.body.textContent).toContain('letters are not what this model would have said');
    expect(document.body.textContent).toContain('Beside the paper (different protocol)');

    const select = document.querySelector<HTMLSelectElement>('[name=compare-with]');
    if (!select) throw new Error('Nothing to compare with.');
    select.value = 'without';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await until(() => {
      const text = document.querySelector('#comparison')?.textContent ?? '';
      expect(text.replace(/\s+/g, ' ')).toContain('The difference is -50.0 points');
    });
    expect(document.body.textContent).toMatch(/0 questions went better there, 60\s+worse/);

    press('[data-action=diagnose]');
    await until(() => {
      const said = document.querySelector('[data-question=image-removed]')?.textContent ?? '';
      expect(said).toContain('Without the query image, accuracy is lower by 50.0 points.');
    });
    document.querySelectorAll('details').forEach((details) => {
      details.open = true;
    });
    const { violations } = await axe.run(document.body, {
      rules: { region: { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});

describe('before a run', () => {
  const textOf = (n: number, perVideo: number) => {
    const asked = samples.slice(0, n).map((sample) => ({
      ...sample,
      videoId: `v${Math.floor(sample.ordinal / perVideo)}`,
    }));
    app = mount(PowerNote, { target: document.body, props: { samples: asked } });
    return document.querySelector('#power-note')?.textContent.replace(/\s+/g, ' ') ?? '';
  };

  it('the page says which differences as many questions can show', () => {
    expect(textOf(100, 1)).toContain(
      'On 100 questions of 100 videos, two runs must differ by about 12.5',
    );
  });

  it('only larger ones where questions share videos', () => {
    expect(textOf(100, 4)).toContain('of 25 videos, two runs must differ by about 14.3 points');
  });

  it('none from one question', () => {
    expect(textOf(1, 1)).toContain('cannot show');
  });
});
