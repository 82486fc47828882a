import { describe, expect, it } from 'vitest';
import {
  defaultProtocol,
  type Condition,
  type MediaFile,
  type MediaMatch,
  type Run,
} from '../../../src/domain/index.js';
import { requireMedia, runnableSamples } from '../../../src/evaluation/new-run.js';
import { aSample } from '../../support/results.js';

const sample = (ordinal: number, videoId: string) =>
  aSample({ ordinal, videoId, dataId: ordinal, imageName: `${ordinal}.png` });
const samples = [sample(0, 'x'), sample(1, 'x'), sample(2, 'y')];
const file = (name: string): MediaFile => ({ name, path: name, file: new File([], name) });
const media: MediaMatch = {
  videos: new Map([['x', file('x.mp4')]]),
  images: new Map([
    [0, file('0.png')],
    [2, file('2.png')],
  ]),
  videoWays: new Map(),
  imageWays: new Map(),
  duplicates: [],
  missingVideos: ['y'],
  missingImages: ['1.png'],
};

describe('runnableSamples', () => {
  it.each([
    ['full', [0]],
    ['image-masked', [0, 1]],
    ['video-masked', [0, 2]],
    ['text-only', [0, 1, 2]],
  ] as const)('needs only what the condition %s shows', (condition, ordinals) => {
    const found = runnableSamples({ samples }, media, condition);
    expect(found.map(({ ordinal }) => ordinal)).toEqual(ordinals);
  });
});

describe('requireMedia', () => {
  const run = (condition: Condition) =>
    ({
      samples: [0, 2],
      manifest: { protocol: { ...defaultProtocol, condition } },
    }) as unknown as Run;

  it('names what an unfinished run still needs', () => {
    expect(() => {
      requireMedia(run('full'), { samples }, media, []);
    }).toThrow(/1 questions .* the video of y or the image 2\.png/);
  });

  it('asks for nothing that is answered or not shown', () => {
    requireMedia(run('full'), { samples }, media, [{ sample: 2, rotation: 0 }]);
    requireMedia(run('video-masked'), { samples }, media, []);
  });
});
