import { demoRatios, loopOverhead } from './model-through-page.mjs';
import { nodeSessions } from './model-node.mjs';
import { randomModelFolder, withModelPage } from './model-page.mjs';
import { furtherOverFirst, furtherOverFirstSplit, timesFaster } from './model-ratios.mjs';
import { peakRendererMemory } from './renderer-memory.mjs';

/**
 * @typedef {import('./model-ratios.mjs').VideoCosts & {promptTokens: number, splitTokens: number}} Ours
 * @typedef {{ms: number, sameToken: boolean, samePrompt: boolean, difference: number}} Theirs
 * @typedef {(name: string, ...given: unknown[]) => Promise<any>} Ask calls the page's `modelBench`
 * @typedef {{what: string, value: string, target?: string, note?: string}} Row
 */

/** Runs of a session beside each other in a round; each is far shorter than a round's other parts. */
const sessionRuns = 3;

const sessionNames = /** @type {const} */ (['vision_encoder', 'decoder_model_merged']);

/**
 * The random model: one video's questions by the project's own worker and by transformers.js, and its sessions here and
 * on onnxruntime-node, in turns.
 * @param {Ask} ask
 * @param {number} rounds
 */
async function interleaved(ask, rounds) {
  const node = await nodeSessions(randomModelFolder);
  /** @type {Ours[]} */
  const ours = [];
  /** @type {Theirs[]} */
  const theirs = [];
  /** @type {Record<string, number[]>} */
  const overNode = { vision_encoder: [], decoder_model_merged: [] };
  let nodeDifference = 0;
  await ask('warm');
  for (let round = 0; round < rounds; round++) {
    console.error(`Round ${round + 1} of ${rounds}: the random model.`);
    ours.push(await ask('ours', round));
    theirs.push(await ask('straightforward'));
    if (typeof node === 'string') continue;
    for (const name of sessionNames)
      for (let i = 0; i <= sessionRuns; i++) {
        const [there, here] = [await node[name](), await ask('runSession', name)];
        if (i > 0) overNode[name]?.push(here.ms / there.ms);
        for (const [at, value] of there.values.entries())
          nodeDifference = Math.max(nodeDifference, Math.abs(value - here.values[at]));
      }
  }
  return { ours, theirs, overNode, nodeDifference, node: typeof node === 'string' ? node : null };
}

/**
 * The renderer and its wasm memory while the demo model is asked 2,000 questions.
 * @param {Ask} ask
 */
async function askMany(ask) {
  const [few, all] = [200, 2000];
  let [early, late] = [0, 0];
  const earlyRenderer = await peakRendererMemory(async () => {
    early = await ask('askMany', few);
  });
  const lateRenderer = await peakRendererMemory(async () => {
    late = await ask('askMany', all - few);
  });
  const mebibytes = (/** @type {number} */ bytes) => (bytes / 2 ** 20).toFixed(0);
  return {
    heap: `${mebibytes(early)} / ${mebibytes(late)}`,
    renderer: `${earlyRenderer?.toFixed(0) ?? 'n/a'} / ${lateRenderer?.toFixed(0) ?? 'n/a'}`,
  };
}

/**
 * What a question costs where its video was asked about before, beside the first and beside asking anew; see
 * random-model/ for the model.
 * @param {number} rounds
 * @param {(values: readonly number[]) => string} spread
 * @returns {Promise<readonly Row[]>}
 */
export async function benchModel(rounds, spread) {
  const { measured, memory } = await withModelPage(async (ask, random, demo) => {
    await ask('load', random.folder, random.files);
    await ask('loadPeer', random.name);
    const measured = await interleaved(ask, rounds);
    await ask('endPeer');
    // What follows takes minutes: stopped then, the benchmark has not worked for nothing.
    console.error(`Measured so far: ${JSON.stringify(measured)}`);
    console.error('2,000 questions to the demo model.');
    await ask('load', demo.folder, demo.files);
    return { measured, memory: await askMany(ask) };
  });
  const { ours, theirs, overNode, nodeDifference, node } = measured;
  const whole = ours.map(furtherOverFirst);
  const split = ours.map(furtherOverFirstSplit);
  const faster = (/** @type {number} */ orders) =>
    spread(ours.map((costs, i) => timesFaster(costs, theirs[i]?.ms ?? NaN, orders)));
  const agreement =
    `${theirs.every(({ sameToken, samePrompt }) => sameToken && samePrompt) ? 'same' : 'OTHER'} tokens and first token, ` +
    `letters' log-probabilities within ${Math.max(...theirs.map(({ difference }) => difference)).toExponential(1)}`;
  const within = `outputs within ${nodeDifference.toExponential(1)}`;
  console.error('Runs through the page.');
  const [overhead, demo] = [await loopOverhead(rounds), await demoRatios(rounds)];
  return [
    {
      what: 'first question: 33 pictures encoded, prompt read, s',
      value: spread(ours.map(({ first }) => first / 1000)),
      note: `${ours[0]?.promptTokens} tokens`,
    },
    {
      what: 'a further question over the first',
      value: spread(whole.map(({ question }) => question)),
      target: '0.10',
    },
    {
      what: 'a further option order over the first',
      value: spread(whole.map(({ rotation }) => rotation)),
      target: '0.08',
    },
    {
      what: 'query image in 13 tiles: a further question over the first',
      value: spread(split.map(({ question }) => question)),
      note: `${ours[0]?.splitTokens} tokens`,
    },
    {
      what: 'query image in 13 tiles: a further option order over the first',
      value: spread(split.map(({ rotation }) => rotation)),
    },
    {
      what: 'transformers.js, one question, over the first here',
      value: spread(ours.map(({ first }, i) => (theirs[i]?.ms ?? NaN) / first)),
      note: agreement,
    },
    { what: '2.26 questions a video: times faster', value: faster(1), target: '2' },
    { what: 'the same in ten option orders', value: faster(10), target: '8' },
    {
      what: 'loop: wall time over the sum of the stages',
      value: spread(overhead),
      target: '1.05',
    },
    ...sessionNames.map((name) => ({
      what: `wasm over onnxruntime-node, 2 threads: ${name}`,
      value: spread(overNode[name] ?? []),
      note: node ?? within,
    })),
    {
      what: '2,000 questions: wasm memory after 200 / 2,000, MiB',
      value: memory.heap,
      note: `renderer at most ${memory.renderer}`,
    },
    { what: 'demo model: first question, ms', value: spread(demo.first) },
    { what: 'demo model: a further question over the first', value: spread(demo.question) },
    { what: 'demo model: a further option order over the first', value: spread(demo.rotation) },
    { what: 'demo model: loop', value: spread(demo.overhead) },
  ];
}
