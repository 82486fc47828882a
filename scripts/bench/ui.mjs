import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { withLab } from '../lib/open-lab.mjs';
import { msToRescore, writeLog } from './rescore-page.mjs';

/** @typedef {import('playwright').Page} Page */

/** As many as the public IV-Bench file has. */
const publicVideos = 747;

/**
 * A question file in the IV-Bench format.
 * @param {number} videos
 * @param {(video: number) => number} questionsOf
 */
function questionFile(videos, questionsOf) {
  const tasks = ['Counting', 'NLI', 'Summary', 'Constrained OCR', 'Details Event'];
  const lines = Array.from({ length: videos }, (_, video) => {
    const items = Array.from({ length: questionsOf(video) }, (_item, at) => ({
      data_id: at,
      image_name: `video${video}_${at}_image.png`,
      question: `What colour is thing ${video * 10 + at} that the person in the picture holds?`,
      question_type: tasks[(video + at) % tasks.length],
      granularity: 'Video Clip',
      answer: `red ${at}`,
      answer_location: '01:10-01:20',
      distractors: ['green', 'blue', 'white', 'black', 'pink', 'grey', 'brown', 'teal', ''],
    }));
    return JSON.stringify({ [`video${video}`]: items });
  });
  return `${lines.join('\n')}\n`;
}

/**
 * Milliseconds in the page from the moment files arrive to the moment its audit shows them.
 * @param {Page} page
 * @param {string} input selector of the file input
 * @param {string} files a file, or a folder
 * @param {Record<string, string>} shown what `#dataset-status` carries then
 */
async function msUntilShown(page, input, files, shown) {
  const took = page.evaluate(
    ([selector = '', wanted = '{}']) =>
      new Promise((resolve) => {
        let started = 0;
        document.querySelector(selector)?.addEventListener(
          'change',
          () => {
            started = performance.now();
          },
          { capture: true, once: true },
        );
        const expected = { phase: 'ready', ...JSON.parse(wanted) };
        const look = () => {
          const status = /** @type {HTMLElement | null} */ (
            document.querySelector('#dataset-status')
          );
          const audit = document.querySelector('#audit-status')?.getAttribute('data-phase');
          const there = Object.entries(expected).every(
            ([key, value]) => status?.dataset[key] === value,
          );
          if (!started || !there || audit !== 'ready') return;
          observer.disconnect();
          requestAnimationFrame(() => {
            setTimeout(() => {
              resolve(performance.now() - started);
            });
          });
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      }),
    [input, JSON.stringify(shown)],
  );
  await page.locator(input).setInputFiles(files, { timeout: 0 });
  return /** @type {number} */ (await took);
}

/**
 * Milliseconds from each key typed in a filter to the next painted frame.
 * @param {Page} page
 * @param {string} text
 */
async function msPerKey(page, text) {
  await page.locator('summary', { hasText: 'All questions' }).click();
  const filter = page.locator('input[name=find-sample]');
  await filter.waitFor();
  // The listener must be there before the first key.
  const times = await filter.evaluateHandle((element) => {
    /** @type {number[]} */
    const found = [];
    element.addEventListener(
      'input',
      () => {
        const started = performance.now();
        requestAnimationFrame(() => {
          setTimeout(() => {
            found.push(performance.now() - started);
          });
        });
      },
      { capture: true },
    );
    return found;
  });
  for (const [at, key] of [...text].entries()) {
    await filter.press(key);
    await page.waitForFunction(
      ([found, count]) => found.length > count,
      /** @type {const} */ ([times, at]),
    );
  }
  return times.jsonValue();
}

/**
 * Importing and auditing a question file of the public one's size with its media (empty files), typing in a filter over
 * 100,000 questions, and reading 100,000 stored texts by another parser, in the built page.
 * @param {number} rounds
 * @param {(values: readonly number[]) => string} spread
 */
export async function benchUi(rounds, spread) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench-bench-'));
  /** @type {Record<'questions' | 'media' | 'large' | 'keys', number[]>} */
  const found = { questions: [], media: [], large: [], keys: [] };
  /** @type {Map<string, {ms: number, blockMs: number}[]>} */
  const rescored = new Map();
  try {
    const media = path.join(folder, 'media');
    mkdirSync(media);
    const questionsOf = (/** @type {number} */ video) => (video % 4 === 0 ? 3 : 2);
    const small = path.join(folder, 'public-size.jsonl');
    writeFileSync(small, questionFile(publicVideos, questionsOf));
    for (let video = 0; video < publicVideos; video++) {
      writeFileSync(path.join(media, `video${video}.mp4`), '');
      for (let at = 0; at < questionsOf(video); at++)
        writeFileSync(path.join(media, `video${video}_${at}_image.png`), '');
    }
    const large = path.join(folder, 'large.jsonl');
    writeFileSync(
      large,
      questionFile(10_000, () => 10),
    );
    const log = path.join(folder, 'log.jsonl');
    await writeLog(log, 100_000);
    for (let round = 0; round < rounds; round++) {
      await withLab(async ({ page }) => {
        found.questions.push(await msUntilShown(page, '#pick-files', small, { videos: '0' }));
        found.media.push(
          await msUntilShown(page, '#pick-folder', media, { videos: String(publicVideos) }),
        );
      });
      await withLab(async ({ page }) => {
        found.large.push(await msUntilShown(page, '#pick-files', large, { samples: '100000' }));
        found.keys.push(...(await msPerKey(page, 'video77')));
      });
      await withLab(async ({ page }) => {
        for (const [parser, times] of Object.entries(await msToRescore(page, log)))
          rescored.set(parser, [...(rescored.get(parser) ?? []), times]);
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return [
    { what: '1,681 questions: read and audited, ms', page: spread(found.questions) },
    { what: '2,428 empty media files: matched and audited, ms', page: spread(found.media) },
    { what: '100,000 questions: read and audited, ms', page: spread(found.large) },
    { what: 'a key in a filter over 100,000 questions to paint, ms', page: spread(found.keys) },
    ...Array.from(rescored, ([parser, times]) => ({
      what: `100,000 stored answers read by ${parser}, ms; longest task of the page's thread, ms`,
      page: [times.map(({ ms }) => ms), times.map(({ blockMs }) => blockMs)].map(spread).join('; '),
    })),
  ];
}
