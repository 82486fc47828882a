import type { DecoderChoice, Sampling } from '../domain/index.js';

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
