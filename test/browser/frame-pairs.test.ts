import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  defaultProtocol,
  letters,
  type Answer,
  type Picture,
  type Protocol,
} from '../../src/domain/index.js';
import { fitContext, newRun } from '../../src/evaluation/index.js';
import type { Model } from '../../src/model/index.js';
import { buildPrompt } from '../../src/prompt/index.js';
import { Executions } from '../support/executions.js';
import { familyModel } from '../support/family-model.js';

const signal = new AbortController().signal;
const protocol: Protocol = {
  ...defaultProtocol,
  ...{ frames: 5, height: 48, condition: 'image-masked', limit: 1 },
};
const inPairs: Protocol = { ...protocol, frameInput: 'video-pairs' };
let executions: Executions;
let model: Model;

beforeAll(async () => {
  executions = await Executions.open({ videos: 1, files: await familyModel('qwen2_vl') });
  model = await executions.loadModel();
});

afterAll(() => executions.close());

/** What the model says when it is given the answer's frames by hand. */
async function askedByHand({ sample, frames, ...optionOrder }: Answer) {
  const { dataset, media, decoder } = executions;
  const asked = dataset.samples.find(({ ordinal }) => ordinal === sample);
  const video = media.videos.get(asked?.videoId ?? '');
  if (!asked || !video) throw new Error('The answer is of no sample.');
  await decoder.open(video.file, { signal, decoder: 'auto' });
  const pictures: Picture[] = [];
  const requests = frames.map(({ index }) => ({ index, heights: [48] }));
  for await (const { picture } of decoder.frames(requests, signal)) pictures.push(picture);
  const handles: number[] = [];
  for (let i = 0; i < pictures.length; i += 2) {
    const [first, second = null] = pictures.slice(i);
    if (first) handles.push((await model.encodePair(first, second)).handle);
  }
  const { question } = asked;
  const { order, timestamps, frameInput } = inPairs;
  const input = { question, optionOrder, frames, frameInput, image: false, order, timestamps };
  const offered = letters.filter((letter) => letter in optionOrder.options);
  const prompt = buildPrompt('standard/1', input);
  return model.ask({ prompt, frames: handles, image: null, letters: offered });
}

describe('a run whose frames go in as pairs', () => {
  it('shows neighbouring frames as one, beside a run that shows each', async () => {
    const [images, pairs] = (await executions.answersOf([protocol, inPairs])).flat();
    expect(images?.error ?? pairs?.error).toBeNull();
    expect(images?.prompt.text.split('<|image_pad|>')).toHaveLength(5 + 1);
    expect(pairs?.prompt.text.split('<|video_pad|>')).toHaveLength(3 + 1);
    expect(pairs?.frames).toEqual(images?.frames);
    if (!pairs) throw new Error('There is no answer.');
    const { letterLogprobs, promptTokens } = await askedByHand(pairs);
    expect(pairs.prompt.tokens).toBe(promptTokens);
    for (const letter of letters.filter((one) => one in pairs.options))
      expect(pairs.letterLogprobs?.[letter]).toBeCloseTo(letterLogprobs[letter] ?? NaN, 4);
  });

  it('is refused where the model takes images only, by name', () => {
    const unable = { ...model.info, takesFramePairs: false };
    const { dataset, media } = executions;
    const given = { dataset, media, model: unable, demo: false, versions: {} };
    expect(newRun({ ...given, protocol }).manifest.protocol).toEqual(protocol);
    expect(() => newRun({ ...given, protocol: inPairs })).toThrow(/qwen2_vl .*images only/);
  });

  it('has the tokens that were counted for it', async () => {
    const { dataset, media, decoder } = executions;
    const fitting = { dataset, media, protocol: inPairs, tokenLimit: null, model, decoder, signal };
    const [answer] = (await executions.answersOf([inPairs])).flat();
    expect((await fitContext(fitting)).tokens).toBe(answer?.prompt.tokens);
  });
});
