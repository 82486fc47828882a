import path from 'node:path';
import { decoderFeeds, visionFeeds } from './random-model/feeds.mjs';

/** @typedef {{ms: number, values: readonly number[]}} SessionRun */

const threads = 2;

/**
 * The random model's sessions on onnxruntime-node, with as many threads as the page has.
 * @param {string} folder
 * @returns {Promise<Record<'vision_encoder' | 'decoder_model_merged', () => Promise<SessionRun>> | string>} one run of
 *   a session, and the first numbers that it gave; or why its native library cannot be loaded here
 */
export async function nodeSessions(folder) {
  let ort;
  try {
    ({ default: ort } = await import('onnxruntime-node'));
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
  const { InferenceSession, Tensor } = ort;
  /** @param {string} name @param {string} output @param {(inputs: readonly string[]) => object} feedsOf */
  const prepare = async (name, output, feedsOf) => {
    const session = await InferenceSession.create(path.join(folder, 'onnx', `${name}.onnx`), {
      intraOpNumThreads: threads,
    });
    return async () => {
      const feeds = Object.fromEntries(
        Object.entries(feedsOf(session.inputNames)).map(([input, { type, values, dims }]) => [
          input,
          new Tensor(type, values, dims),
        ]),
      );
      const started = performance.now();
      const result = await session.run(feeds, [output]);
      const ms = performance.now() - started;
      return { ms, values: Array.from(result[output].data.slice(0, 64)) };
    };
  };
  return {
    vision_encoder: await prepare('vision_encoder', 'image_features', visionFeeds),
    decoder_model_merged: await prepare('decoder_model_merged', 'logits', decoderFeeds),
  };
}
