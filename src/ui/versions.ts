import { dependencies, version } from '../../package.json';

/** What a run is made with, as its manifest keeps it: exact versions, pinned in package.json. */
export const versions: Readonly<Record<string, string>> = {
  'ivbench-lab': version,
  'onnxruntime-web': dependencies['onnxruntime-web'],
  '@huggingface/transformers': dependencies['@huggingface/transformers'],
  '@ffmpeg/core': dependencies['@ffmpeg/core'],
  mediabunny: dependencies.mediabunny,
};
