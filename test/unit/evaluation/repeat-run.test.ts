import { describe, expect, test } from 'vitest';
import type { Condition, MediaFile, MediaMatch, Run } from '../../../src/domain/index.js';
import { passingStore, requireMediaOf } from '../../../src/evaluation/index.js';
import { aRun, aSample, anAnswer } from '../../support/results.js';

const sample = (ordinal: number, videoId: string) =>
  aSample({ ordinal, videoId, dataId: ordinal, imageName: `${ordinal}.png` });
const samples = [sample(0, 'x'), sample(1, 'x'), sample(2, 'y'), sample(3, 'z')];
const file = (name: string): MediaFile => ({ name, path: name, file: new File([], name) });
const media: MediaMatch = {
  videos: new Map([['x', file('x.mp4')]]),
  images: new Map([0, 2, 3].map((ordinal) => [ordinal, file(`${ordinal}.png`)])),
  ...{ videoWays: new Map(), imageWays: new Map(), duplicates: [] },
  ...{ missingVideos: ['y', 'z'], missingImages: ['1.png'] },
};

const under = (condition: Condition): Run => {
  const { manifest, ...run } = aRun();
  return { ...run, manifest: { ...manifest, protocol: { ...manifest.protocol, condition } } };
};

describe('the files of questions that are asked again', () => {
  test('are named where they lack, each once, and no others', () => {
    const require = (asked: readonly number[], condition: Condition) => () => {
      requireMediaOf(asked, under(condition), { samples }, media);
    };
    expect(require([0, 1, 2, 3], 'full')).toThrow(
      'The 4 questions that are to be asked again lack the videos y, z, and the image 1.png.',
    );
    expect(require([1, 2], 'image-masked')).toThrow('lack the video y. Give');
    expect(require([1, 2], 'video-masked')).toThrow('lack the image 1.png. Give');
    for (const condition of ['full', 'image-masked', 'video-masked', 'text-only'] as const)
      expect(require([0], condition)).not.toThrow();
    expect(require([1, 2], 'text-only')).not.toThrow();
  });
});

test('answers of a repeat are kept for its own run only', async () => {
  const store = passingStore();
  await store.putAnswer(anAnswer({ runId: 'repeat' }));
  await store.updateRun('repeat', { status: 'finished' });
  expect(await store.answersOf('repeat')).toEqual(store.answers);
  expect(await store.answersOf('run')).toEqual([]);
});
