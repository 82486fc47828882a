import { overheadOf } from './model-ratios.mjs';
import { randomModelFolder } from './model-page.mjs';
import { runInPage } from './model-runs.mjs';

/**
 * Wall time over model time of runs of the random model: two of the demo's videos, ten questions.
 * @param {number} rounds
 */
export async function loopOverhead(rounds) {
  const found = [];
  for (let round = 0; round < rounds; round++) {
    const { wallMs, log } = await runInPage(2, ['--model', randomModelFolder, '--frames', '16']);
    found.push(
      overheadOf(
        wallMs,
        log.map(({ timings }) => timings),
      ),
    );
  }
  return found;
}

/**
 * What a further question and a further option order cost beside the first with the demo model.
 * @param {number} rounds
 */
export async function demoRatios(rounds) {
  /** @type {Record<'first' | 'question' | 'rotation' | 'overhead', number[]>} */
  const found = { first: [], question: [], rotation: [], overhead: [] };
  for (let round = 0; round < rounds; round++) {
    const { wallMs, log } = await runInPage(12, ['--model', 'demo', '--rotations', '2']);
    found.overhead.push(
      overheadOf(
        wallMs,
        log.map(({ timings }) => timings),
      ),
    );
    for (const video of new Set(log.map(({ videoId }) => videoId))) {
      const lines = log.filter(({ videoId }) => videoId === video);
      const cost = ({ timings }) => timings.encodeMs + timings.prefillMs;
      const [first, rotated] = lines;
      if (!first || !rotated) continue;
      found.first.push(cost(first));
      found.rotation.push(cost(rotated) / cost(first));
      for (const line of lines.slice(2).filter(({ rotation }) => rotation === 0))
        found.question.push(cost(line) / cost(first));
    }
  }
  return found;
}
