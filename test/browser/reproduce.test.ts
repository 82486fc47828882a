import axe from 'axe-core';
import { mount, tick, unmount } from 'svelte';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { defaultProtocol, referenceProtocol } from '../../src/domain/index.js';
import { openStore } from '../../src/store/index.js';
import App from '../../src/ui/App.svelte';
import { readFragment, toFragment, type LinkedSetup } from '../../src/ui/state/settings-link.js';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/tokens.css';

let app: ReturnType<typeof mount> | null = null;

beforeAll(() => {
  // The page fetches its demo relative to itself; the test page lies elsewhere.
  const base = document.createElement('base');
  base.href = '/';
  document.head.append(base);
});

const address = location.pathname + location.search;
const setHash = (fragment: string) => {
  history.replaceState(null, '', `${address}${fragment === '' ? '' : `#${fragment}`}`);
};

async function close(): Promise<void> {
  if (app) await unmount(app);
  app = null;
}

afterEach(async () => {
  await close();
  setHash('');
  vi.restoreAllMocks();
});

function found(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}
const field = (name: string) => found(`[name=${name}]`) as HTMLInputElement;
const press = (action: string) => {
  found(`[data-action=${action}]`).click();
};
const fill = (name: string, value: string) => {
  field(name).value = value;
  field(name).dispatchEvent(new Event('input', { bubbles: true }));
};
const until = (check: () => void, timeout = 20_000) => vi.waitFor(check, { timeout });
const said = (selector: string) => found(selector).textContent.replace(/\s+/g, ' ');
const isReady = (action: string) => found(`[data-action=${action}]`).matches(':enabled');

async function open(): Promise<void> {
  app = mount(App, { target: document.body });
  await tick();
  await until(() => {
    expect(isReady('load-demo')).toBe(true);
  });
}

async function loadDemo(): Promise<void> {
  press('load-demo');
  await until(() => {
    expect(isReady('run')).toBe(true);
  }, 60_000);
}

const drop = (...files: readonly File[]) => {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
};

/** What pressing a button saves. */
async function saved(action: string): Promise<string> {
  const urls: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    urls.push(blob as Blob);
    return 'blob:none';
  });
  press(action);
  await until(() => {
    expect(urls).toHaveLength(1);
  });
  vi.restoreAllMocks();
  return (await urls[0]?.text()) ?? '';
}

/** A question file of one question. */
const question = {
  ...{ data_id: 1, image_name: 'v_1_image.png', question: 'What colour is it?' },
  ...{ question_type: 'NLI', granularity: 'Whole Video', answer_location: '0:42' },
  ...{ answer: 'red', distractors: ['green', 'blue', 'white'] },
};
const questions = JSON.stringify({ v: [question] });

it('a log that is dropped is verified: in a repeat of it a changed letter is found, and kept with the run', async () => {
  await open();
  await loadDemo();
  fill('frames', '2');
  fill('limit', '3');
  await tick();
  press('run');
  await until(() => {
    expect(found('#run-status').dataset['phase']).toBe('finished');
    expect(isReady('verify')).toBe(true);
  }, 240_000);
  const log = await saved('export-log');
  fill('verify-count', '2');
  await tick();
  press('verify');
  await until(() => {
    expect(found('#verify-status').dataset).toMatchObject({ phase: 'done', same: '2', of: '2' });
  }, 120_000);
  expect(said('#verify-status')).toMatch(/2 of 2 letters are the same \(2 questions\)/);
  const store = await openStore();
  const runs = await store.listRuns();
  expect(runs).toHaveLength(1);
  expect(runs[0]?.verification).toMatchObject({
    ...{ questions: 2, letters: { same: 2, of: 2 }, logprobs: { answers: 2, largest: 0 } },
    ...{ prompts: { same: 2, of: 2 }, media: { same: 2, of: 2 }, surroundings: [] },
  });
  expect(found('pre#report-table').textContent).toContain('2 of 2 letters are the same');
  await close();

  // Somebody else's log: another browser, and an answer that does not come out here.
  const lines = log.trimEnd().split('\n');
  const [first = ''] = lines;
  const forged = { ...(JSON.parse(first) as { run: { id: string }; letter: string }) };
  const letter = forged.letter === 'a' ? 'b' : 'a';
  const run = { ...forged.run, id: 'other' };
  const others = lines.map((line, i) => {
    const value = JSON.parse(line) as object;
    return { ...value, runId: 'other', ...(i === 0 ? { run, letter } : {}) };
  });
  const text = others.map((line) => JSON.stringify(line)).join('\n');
  await open();
  drop(new File([text.replace(/"browser":"[^"]*"/, '"browser":"Elsewhere/1.0"')], 'log.jsonl'));
  await until(() => {
    expect(found('#verify-status').dataset['run']).toBe('other');
    expect(isReady('verify')).toBe(true);
  });
  // The demo's files are fetched: a run of the demo needs no others.
  press('verify');
  await until(() => {
    expect(found('#verify-status').dataset).toMatchObject({ phase: 'done', same: '2', of: '3' });
  }, 120_000);
  expect(said('#verify-status')).toContain(`${letter}, now ${forged.letter}`);
  expect(said('#verify-status')).toContain('Browser Elsewhere/1.0');
  expect(await store.listRuns()).toHaveLength(2);
  const report = JSON.parse(await saved('export-verification')) as object;
  expect(report).toMatchObject({
    kind: 'verification',
    runId: 'other',
    letters: { same: 2, of: 3 },
  });
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  store.close();
}, 300_000);

it('a verification says what lacks: the question file, then the model', async () => {
  await open();
  const { aRun, aSample, anAnswer } = await import('../support/results.js');
  const { toLog } = await import('../../src/report/index.js');
  const { sha256 } = await import('../../src/lib/index.js');
  const hash = await sha256(new TextEncoder().encode(questions));
  const run = aRun({ id: 'own', status: 'finished' });
  const { manifest } = run;
  const dataset = { ...manifest.dataset, sha256: hash };
  const protocol = { ...manifest.protocol, condition: 'video-masked' as const };
  const model = { ...manifest.model, dtype: 'q4' };
  const own = { ...run, manifest: { ...manifest, dataset, protocol, model } };
  drop(new File([toLog([aSample()], [anAnswer({ runId: 'own' })], own)], 'log.jsonl'));
  const error = () => document.querySelector('[role=alert].banner')?.textContent ?? '';
  const verify = async () => {
    await until(() => {
      expect(isReady('verify')).toBe(true);
    });
    press('verify');
  };
  await until(() => {
    expect(said('#repeat-note')).toContain('q4 may give other letters');
  });
  await verify();
  await until(() => {
    expect(error()).toContain(`Give questions.jsonl (SHA-256 ${hash.slice(0, 12)})`);
  });
  drop(new File([questions.replace('red', 'pink')], 'questions.jsonl'));
  await until(() => {
    expect(found('#dataset-status').dataset['samples']).toBe('1');
  });
  await verify();
  await until(() => {
    expect(error()).toContain('has other contents');
  });
  drop(new File([questions], 'questions.jsonl'));
  await until(() => {
    expect(found('#dataset-status').dataset['sha256']).toBe(hash);
  });
  await verify();
  await until(() => {
    expect(error()).toContain('lack the image v_1_image.png');
  });
  drop(new File(['no picture is read before the model is there'], 'v_1_image.png'));
  await until(() => {
    expect(found('#dataset-status').dataset['images']).toBe('1');
  });
  await verify();
  await until(() => {
    expect(error()).toContain('made with the model tiny (q4) from a folder: choose that folder');
  });
  expect(found('#verify-status').dataset['phase']).toBe('failed');
});

const link = (name: string) => (found(`[data-link=${name}]`) as HTMLInputElement).value;

it('a link says all of a set-up, and nothing that anybody writes breaks one', () => {
  const setup: LinkedSetup = {
    protocol: {
      ...{
        ...defaultProtocol,
        ...referenceProtocol,
        frames: 7,
        height: 72,
        seed: -3,
        rotations: 2,
      },
      ...{ sampling: 'fps', decoder: 'ffmpeg', frameInput: 'video-pairs', order: 'image-first' },
      ...{ condition: 'frames-shuffled', timestamps: false, imageSplitting: true, limit: 9 },
      ...{ subset: 'videos', task: 'Ähnliches & mehr=1' },
    },
    tokenLimit: 4096,
    model: { id: 'org/name', revision: 'a'.repeat(40) },
    dtypes: { vision_encoder: 'fp16', embed_tokens: 'auto', decoder_model_merged: 'q4' },
    questions: 'b'.repeat(64),
  };
  const fragment = toFragment(setup);
  expect(readFragment(fragment)).toEqual({
    settings: {
      ...{ ...setup.protocol, height: '72', tokenLimit: 4096 },
      ...{ dtype: 'auto', sessionDtypes: setup.dtypes },
    },
    ...{ model: setup.model, questions: setup.questions, remarks: [] },
  });
  expect(readFragment('ivbench=2&frames=3')).toBeNull();
  for (let i = 0; i < fragment.length; i += 7) {
    const damaged = `${fragment.slice(0, i)}%&=${fragment.slice(i + 3)}`;
    for (const text of [fragment.slice(0, i), damaged, damaged.replaceAll('=', '%=')])
      expect(() => readFragment(text)).not.toThrow();
  }
});

it('a link sets the page up as it was, and tells which question file it is for', async () => {
  await open();
  await loadDemo();
  fill('frames', '5');
  fill('height', '72');
  const before = field('prompt');
  before.value = 'reference/1';
  before.dispatchEvent(new Event('change', { bubbles: true }));
  await tick();
  press('copy-link');
  await until(() => {
    expect(link('copy-link')).toContain('frames=5');
  });
  const { hash } = new URL(link('copy-link'));
  const { sha256 = '' } = found('#dataset-status').dataset;
  expect(hash).toContain(`questions=${sha256}`);
  // Settings and hashes: nothing of the questions, and no names of files.
  expect(hash).not.toMatch(/questions\.jsonl|video-id|mp4|png/);
  await close();

  setHash(hash.slice(1));
  await open();
  await until(() => {
    expect(said('#link-notes')).toContain(`SHA-256 ${sha256.slice(0, 12)}`);
  });
  expect([field('frames').value, field('height').value]).toEqual(['5', '72']);
  expect([field('prompt').value, field('scoring').value]).toEqual(['reference/1', 'generate']);
  await loadDemo();
  await until(() => {
    expect(said('#link-notes')).toContain('is the question file that the link is for');
  });
  press('copy-link');
  await until(() => {
    expect(new URL(link('copy-link')).hash).toBe(hash);
  });
  drop(new File([questions], 'q.jsonl'));
  await until(() => {
    expect(said('#link-notes .warn')).toContain('another question file');
  });
});

it('a link to a model of the hub fetches nothing; what is wrong in one is passed over and said', async () => {
  const fetching = vi.spyOn(globalThis, 'fetch');
  const revision = '0123456789abcdef0123456789abcdef01234567';
  setHash(
    `ivbench=1&model=org/name&revision=${revision}&dtype=q4&frames=0&height=9999&order=sideways&seed=5&constructor=1&questions=beef`,
  );
  await open();
  await until(() => {
    expect(said('#link-notes')).toContain('org/name at 0123456789ab, and it is not chosen');
  });
  for (const [name, text] of [
    ...[
      ['frames', '0'],
      ['height', '9999'],
      ['order', 'sideways'],
    ],
    ...[
      ['constructor', '1'],
      ['questions', 'beef'],
    ],
  ])
    expect(said('#link-notes')).toContain(`The link's ${name ?? ''} (${text ?? ''}) is not`);
  expect([field('frames').value, field('height').value]).toEqual(['32', 'native']);
  expect([field('seed').value, field('dtype').value]).toEqual(['5', 'q4']);
  expect(field('model').value).toBe('folder');
  found('#hub > summary').click();
  await until(() => {
    expect(field('hub-id').value).toBe('org/name');
  });
  expect(field('hub-revision').value).toBe(revision);
  expect(fetching).not.toHaveBeenCalled();

  location.hash = '#%E0%A4%A&somewhere';
  await until(() => {
    expect(said('#link-notes')).toContain('is no link of this page');
  });
});
