import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { root, runMain, ScriptError } from './lib/project.mjs';
import { runCommand } from './lib/run-command.mjs';

/**
 * Benchmarks through the page: `npm run bench -- frames|model [--rounds N]`. Ratios within one run are what
 * counts; a machine's milliseconds are its own. Results are kept by hand in test/bench/RESULTS.md.
 *
 * @typedef {{videoId: string, sample: number, rotation: number, frames: {time: number}[],
 *   timings: {decodeMs: number, encodeMs: number, prefillMs: number}}} LogLine
 */

const demo = path.join(root, 'public', 'demo');

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

/** @param {readonly number[]} values median with the smallest and the largest */
const spread = (values) =>
  `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;

/**
 * Runs the demo in the page and gives its log and wall time.
 * @param {readonly string[]} args
 */
async function runDemo(args) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench-bench-'));
  try {
    const log = path.join(folder, 'log.jsonl');
    const { code, output } = await runCommand(
      process.execPath,
      [path.join(root, 'scripts', 'eval.mjs'), '--demo', '--log', log, ...args],
      { capture: true },
    );
    if (code !== 0) throw new ScriptError(output);
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    return lines.map((line) => /** @type {LogLine} */ (JSON.parse(line)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} file @param {readonly number[]} times one native process a frame, as a script would seek */
async function nativeMs(file, times) {
  const started = performance.now();
  for (const time of times) {
    const args = [
      '-v',
      'error',
      '-ss',
      String(time),
      '-i',
      file,
      '-frames:v',
      '1',
      '-f',
      'null',
      '-',
    ];
    const { code, output } = await runCommand('ffmpeg', args, { capture: true });
    if (code !== 0) throw new ScriptError(`The system's ffmpeg: ${output}`);
  }
  return performance.now() - started;
}

/** @param {number} rounds milliseconds a frame by container, beside the system's ffmpeg */
async function benchFrames(rounds) {
  const index = JSON.parse(readFileSync(path.join(demo, 'index.json'), 'utf8'));
  const files = new Map(
    index.videos.map((/** @type {{name: string}} */ { name }) => [path.parse(name).name, name]),
  );
  /** @type {Map<string, {page: number[], ratio: number[]}>} */
  const byEnding = new Map();
  for (let round = 0; round < rounds; round++) {
    const log = await runDemo(['--device', 'wasm', '--condition', 'image-masked']);
    for (const { videoId, frames, timings } of log.filter((line) => line.timings.decodeMs > 0)) {
      const name = files.get(videoId) ?? '';
      const row = byEnding.get(path.extname(name)) ?? { page: [], ratio: [] };
      const native = await nativeMs(
        path.join(demo, 'videos', name),
        frames.map(({ time }) => time),
      );
      row.page.push(timings.decodeMs / frames.length);
      row.ratio.push(timings.decodeMs / native);
      byEnding.set(path.extname(name), row);
    }
  }
  return Array.from(byEnding, ([ending, { page, ratio }]) => ({
    what: `${ending}: ms a frame, opening included, 32 frames of 256x256 encoded beside`,
    page: spread(page),
    'over native ffmpeg, a process a frame': spread(ratio),
  }));
}

/** @param {number} rounds what a further question and a further option order cost beside the first */
async function benchModel(rounds) {
  /** @type {{question: number[], rotation: number[], first: number[]}} */
  const found = { question: [], rotation: [], first: [] };
  for (let round = 0; round < rounds; round++) {
    const log = await runDemo(['--device', 'wasm', '--rotations', '2', '--limit', '60']);
    const cost = (/** @type {LogLine} */ { timings }) => timings.encodeMs + timings.prefillMs;
    for (const video of new Set(log.map(({ videoId }) => videoId))) {
      const lines = log.filter(({ videoId }) => videoId === video);
      const [first, rotated] = lines;
      if (!first || !rotated) continue;
      found.first.push(cost(first));
      found.rotation.push(cost(rotated) / cost(first));
      for (const line of lines.slice(2).filter(({ rotation }) => rotation === 0))
        found.question.push(cost(line) / cost(first));
    }
  }
  return [
    { what: 'first question on a video, encode and prefill, ms', page: spread(found.first) },
    { what: 'a further question over the first', page: spread(found.question) },
    { what: 'a further option order over the first', page: spread(found.rotation) },
  ];
}

const benches = { frames: benchFrames, model: benchModel };

await runMain(async () => {
  await ensureInstalled();
  const [name = '', flag, count] = process.argv.slice(2);
  const bench = benches[/** @type {keyof typeof benches} */ (name)];
  const rounds = flag === '--rounds' ? Number(count) : 1;
  if (!bench || !Number.isInteger(rounds) || rounds < 1)
    throw new ScriptError('npm run bench -- frames|model [--rounds N]');
  const rows = await bench(rounds);
  console.table(rows);
  const file = path.join(os.tmpdir(), `ivbench-bench-${name}.json`);
  writeFileSync(
    file,
    `${JSON.stringify({ name, rounds, cpus: os.cpus().length, rows }, null, 2)}\n`,
  );
  console.log(`Written to ${file}.`);
});
