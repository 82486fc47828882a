import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toLog, toReport } from '../../src/report/index.js';
import { aggregate } from '../../src/scoring/index.js';
import App from '../../src/ui/App.svelte';
import { aRun, aSample, anAnswer } from '../support/results.js';

let app: ReturnType<typeof mount>;
const saved: Blob[] = [];

beforeEach(() => {
  saved.length = 0;
  const createObjectURL = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((given) => {
    // Workers start from a blob, too.
    if (given instanceof Blob && given.type === 'text/javascript') return createObjectURL(given);
    saved.push(given as Blob);
    return 'data:,';
  });
  app = mount(App, { target: document.body });
});

afterEach(async () => {
  await unmount(app);
  vi.restoreAllMocks();
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

const drop = (...files: readonly File[]) => {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
};

const button = (format: string): HTMLButtonElement => {
  const found = document.querySelector<HTMLButtonElement>(`button[data-action="export-${format}"]`);
  if (!found) throw new Error(`The page has no button for ${format}.`);
  return found;
};

async function savedAs(format: string): Promise<string> {
  saved.length = 0;
  button(format).click();
  await until(() => {
    expect(saved).toHaveLength(1);
  });
  return (saved[0] ?? new Blob()).text();
}

const samples = [
  aSample({ ordinal: 0, answerLocation: '0:00-0:02' }),
  aSample({ ordinal: 2, videoId: '-w', task: 'Counting', question: '<b>How many?</b>' }),
];
const run = aRun({
  ...{ id: crypto.randomUUID(), status: 'finished', samples: [0, 2] },
  figures: { firstAnswerMs: 1, workedMs: 2.5, wasmHeap: null },
});
const answers = [
  anAnswer({ runId: run.id }),
  anAnswer({
    runId: run.id,
    sample: 2,
    letter: 'a',
    outcome: 'wrong',
    letterLogprobs: { a: -0.1, b: -Infinity },
  }),
];

it('makes a dropped log the same run again, and saves it in every format', async () => {
  const log = toLog(samples, answers, run);
  drop(new File([log], 'log.jsonl'));
  await until(() => {
    expect(document.querySelector('#report-table')?.textContent).toMatch(/Counting +1 +0 +0\.0 %/);
  });
  const given = answers.map((answer) => ({ ...answer, tier: null, textTokens: null }));
  expect(await savedAs('report')).toBe(
    toReport({
      run,
      tables: aggregate(samples, given),
      answers: given,
      rotations: null,
      debiased: null,
    }),
  );
  expect(await savedAs('log')).toBe(log);
  for (const format of ['results', 'csv', 'html', 'inspect', 'markdown', 'latex', 'lmms-eval'])
    expect((await savedAs(format)).length, format).toBeGreaterThan(100);
});

it('says why a format must not tell of a run, and forgets it with the next one', async () => {
  const demo = { ...run, id: crypto.randomUUID(), demo: true };
  const mine = answers.map((answer) => ({ ...answer, runId: demo.id }));
  drop(new File([toLog(samples, mine, demo)], 'demo-log.jsonl'));
  await until(() => {
    expect(document.querySelector('.toy')).not.toBeNull();
  });
  button('model-index').click();
  await until(() => {
    expect(document.querySelector('#export-refused')?.textContent).toContain('this is the demo');
  });
  expect(saved).toHaveLength(0);
  await savedAs('csv');
  expect(document.querySelector('#export-refused')).toBeNull();
});
