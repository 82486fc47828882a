import {
  defaultProtocol,
  type Answer,
  type Dataset,
  type Run,
  type Sample,
  type VideoFacts,
} from '../../src/domain/index.js';

/** A sample, an answer and a run as they come out of a real run; tests change what they are about. */

export const aSample = (changes: Partial<Sample> = {}): Sample => ({
  ordinal: 0,
  videoId: 'v',
  dataId: 1,
  imageName: 'v_1_image.png',
  question: 'What colour is it?',
  task: 'NLI',
  granularity: 'Whole Video',
  givenGranularity: 'Whole Video',
  answer: 'red',
  answerLocation: '0:42',
  distractors: ['green', 'blue', 'white'],
  blankDistractors: 0,
  columns: {},
  ...changes,
});

export const anAnswer = (changes: Partial<Answer> = {}): Answer => ({
  runId: 'run',
  sample: 0,
  rotation: 0,
  options: { a: 'green', b: 'blue', c: 'red', d: 'white' },
  correctOption: 'c',
  correctOptions: ['c'],
  letter: 'c',
  outcome: 'correct',
  reason: null,
  error: null,
  letterLogprobs: { a: -2.5, b: -3, c: -0.2, d: -4 },
  letterMass: 0.97,
  text: null,
  prompt: { version: 'standard/1', text: 'Question: …', tokens: 40, reusedTokens: 0 },
  frames: [{ index: 12, time: 0.4, decoder: 'ffmpeg' }],
  media: { video: { name: 'v.mp4', size: 10, sha256: 'aa' }, image: null },
  provider: 'wasm',
  timings: { decodeMs: 1, encodeMs: 2, prefillMs: 3, generateMs: 0 },
  ...changes,
});

export const aDataset = (changes: Partial<Dataset> = {}): Dataset => ({
  name: 'questions.jsonl',
  sha256: 'f00d',
  samples: [aSample()],
  problems: [],
  ...changes,
});

/** What opening a video told; a `video` is changed by its own fields. */
export const someFacts = ({
  videoId = 'v',
  name = `${videoId}.mp4`,
  size = 1000,
  sha256 = 'aa',
  video,
  error = null,
  ...changes
}: Partial<VideoFacts & NonNullable<VideoFacts['video']>> = {}): VideoFacts => ({
  videoId,
  name,
  size,
  sha256,
  error,
  video:
    video === null
      ? null
      : {
          codec: 'h264',
          width: 640,
          height: 360,
          frames: 61,
          duration: 61,
          pixelAspect: 1,
          decoder: 'ffmpeg',
          times: Array.from({ length: 61 }, (_, i) => i),
          ...changes,
        },
});

export const aRun = (changes: Partial<Run> = {}): Run => ({
  id: 'run',
  createdAt: Date.UTC(2026, 0, 1),
  status: 'running',
  message: null,
  demo: false,
  samples: [0],
  manifest: {
    protocol: { ...defaultProtocol, seed: 7 },
    dataset: { name: 'questions.jsonl', sha256: 'f00d', samples: 1 },
    model: {
      id: 'tiny',
      source: 'folder',
      revision: null,
      modelType: 'smolvlm',
      dtype: 'fp32',
      files: [{ name: 'config.json', size: 2, sha256: 'bb' }],
    },
    provider: 'wasm',
    adapter: null,
    selfCheck: null,
    browser: 'Test/1.0',
    versions: { 'ivbench-lab': '0.1.0' },
  },
  ...changes,
});
