import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AppError,
  type Answer,
  type Dataset,
  type MediaFile,
  type MediaMatch,
  type Protocol,
  type Run,
} from '../../src/domain/index.js';
import type { Execution, Progress } from '../../src/evaluation/index.js';
import type { Model } from '../../src/model/index.js';
import type { Store } from '../../src/store/index.js';
import { Executions } from '../support/executions.js';

let executions: Executions;
let dataset: Dataset;
let media: MediaMatch;
let store: Store;

beforeAll(async () => {
  executions = await Executions.open({ videos: 2, questions: 2 });
  ({ dataset, media } = executions);
});

beforeEach(async () => {
  await executions.renewStore();
  ({ store } = executions);
});

afterAll(() => executions.close());

interface Attempt {
  readonly run: Run;
  readonly execution: Execution;
  readonly progress: Progress[];
  readonly models: Model[];
}

async function prepare(
  change: Partial<Protocol>,
  given: MediaMatch = media,
  onAnswer?: (answer: Answer, attempt: Attempt) => void,
  onRunning?: (attempt: Attempt) => void,
): Promise<Attempt> {
  return attemptOf(await executions.newRun(change, given), given, onAnswer, onRunning);
}

function attemptOf(
  run: Run,
  given: MediaMatch,
  onAnswer?: (answer: Answer, attempt: Attempt) => void,
  onRunning?: (attempt: Attempt) => void,
): Attempt {
  const progress: Progress[] = [];
  const models: Model[] = [];
  const execution = executions.of([run], {
    media: given,
    loadModel: async () => {
      const model = await executions.loadModel();
      models.push(model);
      return model;
    },
    onProgress: (one) => {
      progress.push(one);
      if (one.status === 'running') onRunning?.(attempt);
    },
    onAnswer: (answer) => onAnswer?.(answer, attempt),
    keepThumbnails: (video, thumbnails) => store.thumbnails.put(video, thumbnails, 1e6),
  });
  const attempt: Attempt = { run, execution, progress, models };
  return attempt;
}

const letters = (answers: readonly Answer[]) =>
  answers.map(({ sample, rotation, letter }) => `${sample}/${rotation} ${letter}`).toSorted();

describe('a run', () => {
  it('keeps a small picture of each frame it used, by video', async () => {
    const { run, execution } = await prepare({});
    await execution.execute();
    for (const { media: used, frames } of await store.answersOf(run.id))
      await vi.waitFor(async () => {
        const kept = await store.thumbnails.of(used.video?.sha256 ?? '');
        expect([...kept.keys()]).toEqual(frames.map(({ index }) => index));
        for (const { webp } of kept.values()) {
          const picture = await createImageBitmap(new Blob([webp], { type: 'image/webp' }));
          expect(Math.max(picture.width, picture.height)).toBe(160);
        }
      });
  });

  it('asks every question once per option order and stores each answer', async () => {
    const { handedBack: before } = executions;
    const { run, execution, progress, models } = await prepare({ rotations: 2 });
    expect(await execution.execute()).toBe('finished');
    expect(models).toHaveLength(1);
    expect(executions.handedBack).toBe(before + 1);
    const answers = await store.answersOf(run.id);
    expect(answers).toHaveLength(dataset.samples.length * 2);
    for (const answer of answers) {
      expect(answer.outcome, answer.error?.message).not.toBe('unscored');
      expect(answer.frames).toHaveLength(4);
      expect(answer.media.video?.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(answer.prompt.text).toContain('Query image:');
    }
    expect(progress.at(-1)).toMatchObject({ status: 'finished', done: answers.length });
    expect((await store.getRun(run.id))?.status).toBe('finished');
  });

  it('puts nothing of what is absent in the prompt, under any condition', async () => {
    const masked = ['image-masked', 'video-masked', 'text-only'] as const;
    const answers = await executions.answersOf(
      masked.map((condition) => ({ condition, limit: 2 })),
    );
    for (const [i, condition] of masked.entries()) {
      const answer = answers[i]?.[0];
      expect(answer?.outcome).not.toBe('unscored');
      const text = answer?.prompt.text ?? '';
      expect(text.includes('Query image')).toBe(condition === 'video-masked');
      expect(text.includes('sampled from a video')).toBe(condition === 'image-masked');
      expect(answer?.frames).toHaveLength(condition === 'image-masked' ? 4 : 0);
    }
  });

  it('goes on after a cancellation with the same answers as in one go', async () => {
    const whole = await prepare({});
    await whole.execution.execute();
    const cut = await prepare({}, media, (_answer, { execution, progress }) => {
      if (progress.at(-1)?.done === 2) execution.cancel();
    });
    expect(await cut.execution.execute()).toBe('cancelled');
    const before = await store.answersOf(cut.run.id);
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(dataset.samples.length);
    expect(await attemptOf(cut.run, media).execution.execute()).toBe('finished');
    const after = await store.answersOf(cut.run.id);
    expect(letters(after)).toEqual(letters(await store.answersOf(whole.run.id)));
  });

  it('waits while it is paused', async () => {
    let paused = 0;
    const { execution, progress } = await prepare({}, media, (_answer, attempt) => {
      if (paused > 0) return;
      attempt.execution.pause();
      paused = attempt.progress.length;
      setTimeout(() => {
        expect(attempt.progress.filter(({ done }) => done > 1)).toHaveLength(0);
        attempt.execution.resume();
      }, 1500);
    });
    expect(await execution.execute()).toBe('finished');
    expect(progress.some(({ status }) => status === 'paused')).toBe(true);
    expect(progress.at(-1)?.done).toBe(dataset.samples.length);
  });

  it('loads the model again when its worker dies', async () => {
    let killed = false;
    const { run, execution, models } = await prepare({}, media, (_answer, attempt) => {
      if (killed) return;
      killed = true;
      attempt.models[0]?.end(new AppError('worker-crashed', 'As a crash would.'));
    });
    expect(await execution.execute()).toBe('finished');
    expect(models).toHaveLength(2);
    const answers = await store.answersOf(run.id);
    expect(answers).toHaveLength(dataset.samples.length);
    expect(answers.filter(({ outcome }) => outcome === 'unscored')).toEqual([]);
  });
});

describe('a video that takes the model down', () => {
  it('is given up after the second time with all its questions, and the run goes on', async () => {
    const { run, execution, progress, models } = await prepare(
      {},
      media,
      undefined,
      ({ models: loadedSoFar }) => {
        if (loadedSoFar.length <= 2)
          loadedSoFar.at(-1)?.end(new AppError('worker-crashed', 'As a crash would.'));
      },
    );
    expect(await execution.execute(), progress.at(-1)?.message).toBe('finished');
    expect(models).toHaveLength(3);
    const first = dataset.samples[0]?.videoId;
    const lost = dataset.samples.filter(({ videoId }) => videoId === first);
    expect(lost.length).toBeGreaterThan(1);
    const answers = await store.answersOf(run.id);
    expect(answers.map(({ error }) => error?.code ?? null)).toEqual(
      dataset.samples.map((sample) => (lost.includes(sample) ? 'worker-crashed' : null)),
    );
  });
});

describe('bad media', () => {
  const replaced = (change: (media: MediaFile) => File): MediaMatch => {
    const [first] = media.videos;
    if (!first) throw new Error('The demo has no videos.');
    const [id, video] = first;
    return { ...media, videos: new Map(media.videos).set(id, { ...video, file: change(video) }) };
  };

  it('makes unscored answers of its questions only, and says why', async () => {
    const broken = replaced(({ name }) => new File(['this is no video'], name));
    const { run, execution } = await prepare({}, broken);
    expect(await execution.execute()).toBe('finished');
    const answers = await store.answersOf(run.id);
    const [id, video] = [...broken.videos][0] ?? [];
    const ordinals = new Set(
      dataset.samples.filter(({ videoId }) => videoId === id).map(({ ordinal }) => ordinal),
    );
    for (const answer of answers) {
      expect(answer.outcome === 'unscored').toBe(ordinals.has(answer.sample));
      if (answer.outcome !== 'unscored') continue;
      expect(answer.reason).toBe('error');
      expect(answer.error?.message).toContain(video?.name);
    }
  });

  it('leaves out questions whose media are missing', async () => {
    const videos = new Map([...media.videos].slice(1));
    const { run } = await prepare({}, { ...media, videos });
    expect(run.samples.length).toBeLessThan(dataset.samples.length);
  });

  it('does not go on with a file that has changed', async () => {
    const { run, execution } = await prepare({}, media, (_answer, attempt) => {
      attempt.execution.cancel();
    });
    await execution.execute();
    const changed = replaced(
      ({ file, name }) => new File([file.slice(0, file.size - 9), 'different'], name),
    );
    const again = attemptOf(run, changed);
    expect(await again.execution.execute()).toBe('paused');
    expect(again.progress.at(-1)?.message).toMatch(/is not the file this run began with/);
  });
});
