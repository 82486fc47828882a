import { describe, expect, test } from 'vitest';
import type { Answer, Sample } from '../../../src/domain/index.js';
import {
  runSpeed,
  toLog,
  toReferenceResults,
  orderNotes,
  toReport,
  toTable,
} from '../../../src/report/index.js';
import { aggregate } from '../../../src/scoring/index.js';
import { someDebiased, someRotations } from '../../support/order-figures.js';
import { aRun, aSample, anAnswer } from '../../support/results.js';

const samples: Sample[] = [
  aSample({ ordinal: 0, videoId: '-w' }),
  aSample({ ordinal: 1, videoId: '10', dataId: 1, task: 'Counting' }),
  aSample({ ordinal: 3, videoId: '-w', dataId: 2, question: 'Line\u2028break "quoted"？' }),
  aSample({ ordinal: 4, videoId: '9', dataId: 1, task: 'Counting' }),
  aSample({ ordinal: 5, videoId: 'not-asked' }),
];
const unscored: Partial<Answer> = {
  letter: null,
  outcome: 'unscored',
  reason: 'error',
  error: { code: 'corrupt-video', message: '9.mp4 is cut off.' },
  letterLogprobs: null,
  letterMass: null,
  provider: null,
};
/** As they come: by video, not in the file's order. */
const answers: Answer[] = [
  anAnswer({ sample: 4, ...unscored }),
  anAnswer({ sample: 3, letter: 'a', outcome: 'wrong' }),
  anAnswer({ sample: 0, rotation: 1, letter: 'a', outcome: 'wrong' }),
  anAnswer({ sample: 0 }),
  anAnswer({ sample: 1 }),
];

interface Result {
  readonly data_id: number;
  readonly is_true: boolean;
}

/** As the reference harness reads its own file: every line is JSON, keyed by video; results known by data_id. */
function readAsHarness(text: string) {
  const lines = text.split('\n').slice(0, -1);
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const statistics = parsed.pop() as Record<string, Record<string, number>>;
  const done = new Map<string, Map<number, Result>>();
  for (const video of parsed)
    for (const [videoId, results] of Object.entries(video as Record<string, Result[]>))
      done.set(videoId, new Map(results.map((result) => [result.data_id, result])));
  return { done, statistics };
}

describe('the results file', () => {
  const text = toReferenceResults(samples, answers, aRun());

  test('is read by the reference harness: a line per video in the file’s order, then statistics', () => {
    const { done, statistics } = readAsHarness(text);
    expect(Array.from(done, ([videoId, results]) => [videoId, [...results.keys()]])).toEqual([
      ['-w', [1, 2]],
      ['10', [1]],
      ['9', [1]],
    ]);
    expect(done.get('-w')?.get(1)?.is_true).toBe(true);
    expect(done.get('-w')?.get(2)?.is_true).toBe(false);
    expect(statistics).toEqual({
      NLI: { total: 2, valid: 2, correct: 1, correct_rate: 0.5 },
      Counting: { total: 2, valid: 1, correct: 1, correct_rate: 1 },
      total: {
        ...{ total: 4, valid: 3, correct: 2, correct_rate: 2 / 3 },
        manifest: aRun().manifest,
      },
    });
    expect(Object.keys(statistics).at(-1)).toBe('total');
  });

  test('gives each result the harness’s keys, in its order', () => {
    expect(JSON.parse(text.split('\n')[0] ?? '')).toEqual({
      '-w': [
        {
          data_id: 1,
          image_name: 'v_1_image.png',
          question: 'What colour is it?',
          question_type: 'NLI',
          granularity: 'Whole Video',
          choices: { a: 'green', b: 'blue', c: 'red', d: 'white' },
          model_answer: 'c',
          correct_option: 'c. red',
          is_true: true,
          model_response: 'c',
        },
        expect.objectContaining({ data_id: 2, question: 'Line\u2028break "quoted"？' }),
      ],
    });
    const [result] = Object.values(
      JSON.parse(text.split('\n')[0] ?? '') as object,
    ).flat() as object[];
    expect(Object.keys(result ?? {})).toEqual([
      ...['data_id', 'image_name', 'question', 'question_type', 'granularity', 'choices'],
      ...['model_answer', 'correct_option', 'is_true', 'model_response'],
    ]);
  });

  test('keeps an unscored answer as not right, in total but not in valid', () => {
    const { done } = readAsHarness(text);
    expect(done.get('9')?.get(1)).toMatchObject({
      model_answer: '',
      model_response: '',
      is_true: false,
    });
  });

  test('gives generated texts, and counts them as valid as the harness does', () => {
    const text = (given: Partial<Answer>) =>
      readAsHarness(toReferenceResults(samples, [anAnswer({ sample: 0, ...given })], aRun()));
    const guessed = { letter: null, outcome: 'unscored', reason: 'guess' } as const;
    const unread = text({ ...guessed, text: 'b) blue' });
    expect(unread.done.get('-w')?.get(1)).toMatchObject({
      ...{ model_answer: '', model_response: 'b) blue', is_true: false },
    });
    expect(unread.statistics['total']).toMatchObject({
      ...{ total: 1, valid: 1, correct: 0, correct_rate: 0 },
    });
    expect(text({ ...guessed, text: '' }).statistics['total']).toMatchObject({ valid: 0 });
    const other = text({ letter: 'j', outcome: 'wrong', text: 'I think the answer is J' });
    expect(other.done.get('-w')?.get(1)).toMatchObject({ model_answer: 'j', is_true: false });
  });

  test('is valid when nothing was answered yet', () => {
    const { manifest } = aRun();
    expect(JSON.parse(toReferenceResults(samples, [], { manifest }))).toEqual({
      total: { total: 0, valid: 0, correct: 0, correct_rate: 0, manifest },
    });
  });
});

describe('the log', () => {
  const lines = toLog(samples, answers, aRun())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

  test('has a line per answer and option order, in the file’s order', () => {
    expect(lines.map(({ sample, rotation }) => [sample, rotation])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [3, 0],
      [4, 0],
    ]);
  });

  test('has these keys, which are only ever added to', () => {
    expect(lines[0]).toMatchInlineSnapshot(`
      {
        "answer": "red",
        "answerLocation": "0:42",
        "blankDistractors": 0,
        "columns": {},
        "condition": "full",
        "correctOption": "c",
        "correctOptions": [
          "c",
        ],
        "dataId": 1,
        "distractors": [
          "green",
          "blue",
          "white",
        ],
        "error": null,
        "frameInput": "images",
        "frames": [
          {
            "decoder": "ffmpeg",
            "index": 12,
            "time": 0.4,
          },
        ],
        "framesAsked": 32,
        "givenGranularity": "Whole Video",
        "granularity": "Whole Video",
        "guessSeed": null,
        "height": "native",
        "imageName": "v_1_image.png",
        "imageSplitting": false,
        "imported": null,
        "letter": "c",
        "letterLogprobs": {
          "a": -2.5,
          "b": -3,
          "c": -0.2,
          "d": -4,
        },
        "letterMass": 0.97,
        "media": {
          "image": null,
          "video": {
            "name": "v.mp4",
            "sha256": "aa",
            "size": 10,
          },
        },
        "options": {
          "a": "green",
          "b": "blue",
          "c": "red",
          "d": "white",
        },
        "order": "video-first",
        "outcome": "correct",
        "parser": null,
        "prompt": {
          "reusedTokens": 0,
          "text": "Question: …",
          "tokens": 40,
          "version": "standard/1",
        },
        "provider": "wasm",
        "question": "What colour is it?",
        "reason": null,
        "rotation": 0,
        "run": {
          "createdAt": 1767225600000,
          "demo": false,
          "id": "run",
          "manifest": {
            "adapter": null,
            "browser": "Test/1.0",
            "dataset": {
              "name": "questions.jsonl",
              "samples": 1,
              "sha256": "f00d",
            },
            "model": {
              "dtype": "fp32",
              "files": [
                {
                  "name": "config.json",
                  "sha256": "bb",
                  "size": 2,
                },
              ],
              "id": "tiny",
              "modelType": "smolvlm",
              "revision": null,
              "source": "folder",
            },
            "protocol": {
              "condition": "full",
              "decoder": "auto",
              "frameInput": "images",
              "frames": 32,
              "height": "native",
              "imageSplitting": false,
              "limit": null,
              "maxTokens": 32,
              "order": "video-first",
              "parser": "standard",
              "prompt": "standard/1",
              "rotations": 1,
              "sampling": "linspace",
              "scoring": "letters",
              "seed": 7,
              "shuffle": "standard",
              "subset": "questions",
              "task": null,
              "timestamps": true,
            },
            "provider": "wasm",
            "selfCheck": null,
            "versions": {
              "ivbench-lab": "0.1.0",
            },
          },
          "message": null,
          "samples": [
            0,
          ],
          "status": "running",
        },
        "runId": "run",
        "sample": 0,
        "sampling": "linspace",
        "schema": 1,
        "scoring": "letters",
        "seed": 7,
        "shuffle": "standard",
        "task": "NLI",
        "text": null,
        "textTokens": null,
        "tier": null,
        "timings": {
          "decodeMs": 1,
          "encodeMs": 2,
          "generateMs": 0,
          "prefillMs": 3,
        },
        "videoId": "-w",
      }
    `);
    for (const line of lines) expect(Object.keys(line)).toEqual(Object.keys(lines[0] ?? {}));
  });

  test('says null where there is nothing, and why', () => {
    expect(lines.at(-1)).toMatchObject({
      letter: null,
      outcome: 'unscored',
      reason: 'error',
      letterLogprobs: null,
      provider: null,
    });
  });
});

test('the report holds the aggregates and the manifest', () => {
  const tables = aggregate(samples, answers);
  const run = aRun({ status: 'finished', samples: [0, 1, 3, 4] });
  const [rotations, debiased] = [someRotations, someDebiased(tables.overall)];
  const given = { run, tables, answers, rotations, debiased };
  const report = JSON.parse(toReport(given)) as Record<string, unknown>;
  expect(report).toEqual({
    schema: 1,
    verification: null,
    runId: 'run',
    createdAt: '2026-01-01T00:00:00.000Z',
    status: 'finished',
    message: null,
    demo: false,
    ...tables,
    rotations,
    debiased,
    providers: { wasm: 4 },
    promptTokens: { mean: 40, most: 40 },
    speed: runSpeed(answers, run),
    manifest: run.manifest,
    samples: [0, 1, 3, 4],
  });
});

test('the table is plain aligned text', () => {
  expect(`\n${toTable(aggregate(samples, answers))}`).toMatchInlineSnapshot(`
    "
    Task           Questions  Right  Accuracy     95 % interval  Chance  Shortest  Longest  One letter  Unscored
    -------------  ---------  -----  --------  ----------------  ------  --------  -------  ----------  --------
    NLI                    2    0.5    25.0 %  0.0 % to 100.0 %  25.0 %   100.0 %    0.0 %     100.0 %         0
    Counting               2      1    50.0 %  0.0 % to 100.0 %  25.0 %   100.0 %    0.0 %     100.0 %         1
    -------------  ---------  -----  --------  ----------------  ------  --------  -------  ----------  --------
    All questions          4    1.5    37.5 %  0.0 % to 100.0 %  25.0 %   100.0 %    0.0 %     100.0 %         1
    Unscored answers: 1 error.

    Ability     Questions  Right  Accuracy     95 % interval  Chance  Shortest  Longest  One letter  Unscored
    ----------  ---------  -----  --------  ----------------  ------  --------  -------  ----------  --------
    perception          2    0.5    25.0 %  0.0 % to 100.0 %  25.0 %   100.0 %    0.0 %     100.0 %         0
    reasoning           2      1    50.0 %  0.0 % to 100.0 %  25.0 %   100.0 %    0.0 %     100.0 %         1
    "
  `);
});

test('the table goes on with one per column that slices the answers', () => {
  const sliced = samples.map((sample) => ({
    ...sample,
    columns: { domain: sample.videoId === '10' ? 'Film' : 'Sports' },
  }));
  const text = toTable(aggregate(sliced, answers));
  expect(text.slice(text.indexOf('\n\n'))).toMatchInlineSnapshot(`
    "

    Ability     Questions  Right  Accuracy     95 % interval  Chance  Shortest  Longest  One letter  Unscored
    ----------  ---------  -----  --------  ----------------  ------  --------  -------  ----------  --------
    perception          2    0.5    25.0 %  0.0 % to 100.0 %  25.0 %   100.0 %    0.0 %     100.0 %         0
    reasoning           2      1    50.0 %  0.0 % to 100.0 %  25.0 %   100.0 %    0.0 %     100.0 %         1

    By domain  Questions  Right  Accuracy     95 % interval  Chance  Shortest  Longest  One letter  Unscored
    ---------  ---------  -----  --------  ----------------  ------  --------  -------  ----------  --------
    Sports             3    0.5    16.7 %   0.0 % to 98.3 %  25.0 %   100.0 %    0.0 %     100.0 %         1
    Film               1      1   100.0 %  2.5 % to 100.0 %  25.0 %   100.0 %    0.0 %     100.0 %         0
    "
  `);
});

test('option orders and debiased letters are told in a sentence each, where there are any', () => {
  const { overall } = aggregate(samples, answers);
  expect(orderNotes(null, null)).toEqual([]);
  expect(orderNotes(someRotations, null)).toEqual([
    '20 questions were asked in all 2 option orders: right by order 40.0 %, 50.0 %; the same option in all orders 55.0 % (95 % interval 35.0 % to 75.0 %); right in all orders (strict) 25.0 % (95 % interval 10.0 % to 45.0 %).',
  ]);
  const [debiased] = orderNotes(
    null,
    someDebiased({ ...overall, accuracy: 0.5, low: 0.25, high: 0.75 }),
  );
  expect(debiased).toBe(
    "Less the model's own leaning to letters: 50.0 % right (95 % interval 25.0 % to 75.0 %); the prior is estimated from the questions of other videos. 3 answers are left as they are: too few questions have as many options.",
  );
});
