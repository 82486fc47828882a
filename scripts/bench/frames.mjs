import path from 'node:path';
import { ScriptError, root } from '../lib/project.mjs';
import { runCommand } from '../lib/run-command.mjs';
import { benchClips } from './clips.mjs';
import { benchPage } from './frames-page.mjs';
import { peakRendererMemory } from './renderer-memory.mjs';

/** As many frames of so long a video as a usual run takes. */
const [asked, height] = [32, 144];

/** Pictures in a clip: 9 minutes at 30 a second. */
const pictures = 16_200;

/** `linspace` (DESIGN.md, Which frame, 2). */
const indices = Array.from({ length: asked }, (_, i) =>
  Math.round((i * (pictures - 1)) / (asked - 1)),
);

const decoders = /** @type {const} */ (['webcodecs', 'ffmpeg']);

/** @typedef {{ms: number, times: number[], packets: number, version: string}} Sought */

/** @returns {Promise<string | null>} a Python that has PyAV */
async function pythonWithPyav() {
  for (const program of ['python3', '/usr/bin/python3']) {
    const { code } = await runCommand(program, ['-c', 'import av'], { capture: true });
    if (code === 0) return program;
  }
  return null;
}

/** @param {string} python @param {string} clip @returns {Promise<Sought>} */
async function seekWithPyav(python, clip) {
  const script = path.join(root, 'scripts', 'bench', 'pyav.py');
  const { code, output } = await runCommand(
    python,
    [script, clip, String(height), ...indices.map(String)],
    { capture: true },
  );
  if (code !== 0) throw new ScriptError(`PyAV: ${output}`);
  return JSON.parse(output);
}

/** @param {readonly number[]} times @param {readonly number[]} others @param {string} who */
function expectSame(times, others, who) {
  const same =
    times.length === others.length &&
    times.every((time, i) => Math.abs(time - (others[i] ?? Infinity)) < 2e-3);
  if (!same) throw new ScriptError(`${who} gave other frames than PyAV.`);
}

/**
 * 32 frames of nine-minute clips through the built page, beside PyAV in turns: key frame before, then on to the target.
 * @param {number} rounds
 * @param {(values: readonly number[]) => string} spread
 */
export async function benchFrames(rounds, spread) {
  const clips = await benchClips();
  const python = await pythonWithPyav();
  if (!python) console.error('No python3 with PyAV (the package av): ratios are left out.');
  const inPage = await benchPage();
  const rows = [];
  for (const { name, file } of clips) {
    /** @type {Record<string, {ms: number[], open: number[], ratio: number[], packets: number[], memory: number[]}>} */
    const found = {};
    /** @type {Sought | null} */
    let peer = null;
    /** @type {number[]} */
    const peerMs = [];
    await inPage(async (take) => {
      // Once unmeasured: whoever comes first would pay for what all share, as loading and compiling.
      for (const decoder of decoders) await take(file, decoder, indices.slice(0, 4), height);
      for (let round = 0; round < rounds; round++) {
        peer = python ? await seekWithPyav(python, file) : null;
        if (peer) peerMs.push(peer.ms);
        for (const decoder of decoders) {
          const taken = await take(file, decoder, indices, height);
          if (peer) expectSame(taken.times, peer.times, decoder);
          const row = (found[decoder] ??= { ms: [], open: [], ratio: [], packets: [], memory: [] });
          row.ms.push(taken.framesMs);
          row.open.push(taken.openMs);
          if (peer) row.ratio.push(taken.framesMs / peer.ms);
          if (peer && taken.packets !== null) row.packets.push(taken.packets / peer.packets);
        }
      }
    });
    for (const decoder of decoders)
      for (let round = 0; round < rounds; round++)
        await inPage(async (take) => {
          const peak = await peakRendererMemory(() => take(file, decoder, indices, height));
          if (peak !== null) found[decoder]?.memory.push(peak);
        });
    rows.push({ clip: name, decoder: 'PyAV, seeking', 'frames, ms': spread(peerMs) });
    for (const [decoder, row] of Object.entries(found))
      rows.push({
        clip: name,
        decoder,
        'frames, ms': spread(row.ms),
        'over PyAV': spread(row.ratio),
        'opening, ms': spread(row.open),
        'packets over the floor': spread(row.packets),
        'renderer at most, MiB': spread(row.memory),
      });
  }
  return rows;
}
