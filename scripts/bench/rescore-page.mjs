import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** @typedef {import('playwright').Page} Page */

const letters = [...'abcdefghij'];
const texts = [
  /** @type {(letter: string, option: string) => string} */ (letter) => letter,
  (/** @type {string} */ letter) => `(${letter})`,
  (/** @type {string} */ letter) => `**${letter.toUpperCase()}**`,
  (/** @type {string} */ letter) => `The answer is ${letter}.`,
  (/** @type {string} */ letter, /** @type {string} */ option) => `${letter}) ${option}`,
  (/** @type {string} */ _letter, /** @type {string} */ option) => option,
  () => 'hm',
];

/**
 * The log of a run that generated texts: 32 frames and ten options an answer, ten questions a video.
 * @param {string} file
 * @param {number} count of answers
 */
export async function writeLog(file, count) {
  const output = createWriteStream(file);
  const protocol = {
    ...{
      frames: 32,
      sampling: 'linspace',
      height: 'native',
      decoder: 'auto',
      order: 'video-first',
    },
    ...{ condition: 'full', prompt: 'standard/1', timestamps: true, scoring: 'generate', seed: 0 },
    ...{ maxTokens: 32, parser: 'standard', rotations: 1, limit: null, task: null },
  };
  const run = {
    ...{ id: 'bench', createdAt: 0, status: 'finished', message: null, demo: false, figures: null },
    manifest: {
      protocol,
      dataset: { name: 'bench.jsonl', sha256: 'b'.repeat(64), samples: count },
      model: {
        ...{ id: 'bench', source: 'folder', revision: null, modelType: 'smolvlm', dtype: 'fp32' },
        files: [],
      },
      ...{ provider: 'wasm', adapter: null, selfCheck: null, browser: '', versions: {} },
    },
    samples: Array.from({ length: count }, (_, ordinal) => ordinal),
  };
  for (let sample = 0; sample < count; sample++) {
    const video = Math.floor(sample / 10);
    const options = Object.fromEntries(
      letters.map((letter, at) => [
        letter,
        `thing ${(sample * 7 + at * 3) % 997} that somebody holds`,
      ]),
    );
    const correctOption = letters[(sample * 3) % 10] ?? 'a';
    const letter = letters[(sample * sample) % 10] ?? 'a';
    const text = texts[sample % texts.length]?.(letter, options[letter] ?? '') ?? '';
    const outcome = letter === correctOption ? 'correct' : 'wrong';
    const line = {
      ...{ schema: 1, runId: 'bench', sample, videoId: `video${video}`, dataId: sample % 10 },
      ...{
        task: sample % 3 ? 'Counting' : 'NLI',
        imageName: 'i.png',
        question: `What is ${sample}?`,
      },
      rotation: 0,
      prompt: { version: 'standard/1', text: 'Question', tokens: 2000, reusedTokens: 1900 },
      ...{ options, correctOption, correctOptions: [correctOption], letter, outcome },
      ...{ reason: null, tier: null, letterLogprobs: null, letterMass: null, text, textTokens: 3 },
      frames: Array.from({ length: 32 }, (_, at) => ({
        ...{ index: at * 30, time: at * (5 + (video % 30)), decoder: 'ffmpeg' },
      })),
      ...{ provider: 'wasm', error: null },
      timings: { decodeMs: 1, encodeMs: 2, prefillMs: 3, generateMs: 4 },
      media: { video: null, image: null },
      ...{
        granularity: 'Video Clip',
        givenGranularity: 'Video Clip',
        answer: options[correctOption],
      },
      ...{ answerLocation: '01:10-01:20', blankDistractors: 0, columns: {} },
      // One is enough: a log may have 256 MiB.
      distractors: [options[letters.find((one) => one !== correctOption) ?? 'a']],
      run: sample === 0 ? run : null,
    };
    if (!output.write(`${JSON.stringify(line)}\n`)) await once(output, 'drain');
  }
  output.end();
  await once(output, 'finish');
}

/**
 * Opens the report of a log and reads its texts by every parser: milliseconds until all figures are there, and the longest
 * task of the page's thread on the way (0: none of 50 ms or more).
 * @param {Page} page
 * @param {string} log
 */
export async function msToRescore(page, log) {
  await page.locator('#pick-files').setInputFiles(log, { timeout: 0 });
  await page
    .locator('select[name=rescore-parser]')
    .waitFor({ state: 'attached', timeout: 30 * 60_000 });
  await settled(page);
  /** @type {Record<string, {ms: number, blockMs: number}>} */
  const found = {};
  for (const parser of ['standard', 'reference', 'lmms-eval', 'vlmevalkit', '']) {
    found[parser || 'as stored'] = await page.evaluate(
      (value) =>
        new Promise((resolve) => {
          const select = document.querySelector('select[name=rescore-parser]');
          const status = document.querySelector('#report-status');
          if (!(select instanceof HTMLSelectElement) || !(status instanceof HTMLElement)) return;
          let blockMs = 0;
          const tasks = new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) blockMs = Math.max(blockMs, duration);
          });
          tasks.observe({ type: 'longtask' });
          const started = performance.now();
          // Guesses are counted after the figures are shown.
          let ms = 0;
          const said = () => document.querySelector('#rescore-status + p')?.textContent ?? '';
          const look = () => {
            if (ms === 0 && said().includes('All figures below')) ms = performance.now() - started;
            if (status.dataset['phase'] !== 'ready') return;
            ms ||= performance.now() - started;
            observer.disconnect();
            setTimeout(() => {
              tasks.disconnect();
              resolve({ ms, blockMs });
            }, 500);
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, {
            ...{ subtree: true, childList: true, attributes: true, characterData: true },
          });
          select.value = value;
          select.dispatchEvent(new Event('change', { bubbles: true }));
        }),
      parser,
    );
    await settled(page);
  }
  return found;
}

/** @param {Page} page */
const settled = (page) =>
  page
    .locator('#report-status[data-phase=ready]')
    .waitFor({ state: 'attached', timeout: 10 * 60_000 });
