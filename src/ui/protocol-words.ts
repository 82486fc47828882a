import type {
  Condition,
  DecoderChoice,
  FrameInput,
  ParserName,
  PromptVersion,
  Sampling,
  Scoring,
  Shuffle,
  Subset,
} from '../domain/index.js';

/** How the settings that the run and the frame tool share are named to the visitor. */

export const samplingNames: Readonly<Record<Sampling, string>> = {
  linspace: 'linspace: evenly, first and last included',
  'linspace-floor': 'linspace-floor: the same, rounded down',
  midpoint: 'midpoint: middle of equal parts',
  fps: 'fps: one a second, thinned',
};

export const decoderNames: Readonly<Record<DecoderChoice, string>> = {
  auto: 'auto: WebCodecs where it can, else ffmpeg.wasm',
  webcodecs: 'webcodecs: the browser’s own, fast',
  ffmpeg: 'ffmpeg: ffmpeg.wasm, slower, nearly any codec',
};

export const frameInputNames: Readonly<Record<FrameInput, string>> = {
  images: 'images: each by itself',
  'video-pairs': 'video-pairs: two share the tokens of one (Qwen-VL)',
};

export const conditionNames: Readonly<Record<Condition, string>> = {
  full: 'full: frames and query image',
  'image-masked': 'image-masked: frames only',
  'video-masked': 'video-masked: query image only',
  'text-only': 'text-only: neither',
  'frames-shuffled': 'frames-shuffled: frames in a wrong order, labels in place',
};

export const promptNames: Readonly<Record<PromptVersion, string>> = {
  'standard/1': 'standard/1',
  'smolvlm-video/1': 'smolvlm-video/1: a video as SmolVLM2 was trained to see it',
  'reference/1': 'reference/1: as the reference harness does, all of it',
};

export const shuffleNames: Readonly<Record<Shuffle, string>> = {
  standard: 'standard: each question by itself',
  reference: 'reference: Python’s shuffle, one question after another',
};

export const scoringNames: Readonly<Record<Scoring, string>> = {
  letters: 'letters: probabilities of the letters on offer',
  generate: 'generate: a text, read by a parser',
};

export const parserLabels: Readonly<Record<ParserName, string>> = {
  standard: 'standard: never a guess',
  reference: 'reference: the reference harness’s',
  'lmms-eval': 'lmms-eval’s',
  vlmevalkit: 'VLMEvalKit’s',
};

export const subsetNames: Readonly<Record<Subset, string>> = {
  questions: 'questions: each by itself',
  stratified: 'stratified: each task keeps its share',
  videos: 'videos: whole videos; less work, wider intervals',
};
