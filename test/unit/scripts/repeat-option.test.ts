import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseArguments, type EvalOptions } from '../../../scripts/lib/eval-arguments.mjs';
import { UsageError } from '../../../scripts/lib/option-values.mjs';
import type { LabPage } from '../../../scripts/lib/lab-page.mjs';
import { differences, requireSameQuestions } from '../../../scripts/lib/repeat-run.mjs';
import { readRunFile } from '../../../scripts/lib/run-file.mjs';
import {
  defaultProtocol,
  referenceProtocol,
  type ModelRecord,
  type Protocol,
  type Run,
} from '../../../src/domain/index.js';
import { toLog, toReport } from '../../../src/report/index.js';
import { aggregate } from '../../../src/scoring/index.js';
import { aRun, aSample, anAnswer } from '../../support/results.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench lab repeat '));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const revision = 'a'.repeat(40);
const hub = { id: 'org/name', source: 'hub', revision } as const;
const samples = [aSample(), aSample({ ordinal: 1, dataId: 2 })];
const answers = [anAnswer(), anAnswer({ sample: 1, letter: 'a', outcome: 'wrong' })];

function runWith(
  protocol: Partial<Protocol> = {},
  model: Partial<ModelRecord> = hub,
  changes: Partial<Run> = {},
): Run {
  const run = aRun({ samples: [0, 1], status: 'finished', ...changes });
  const { manifest } = run;
  return {
    ...run,
    manifest: {
      ...manifest,
      protocol: { ...defaultProtocol, ...protocol },
      model: { ...manifest.model, ...model },
    },
  };
}

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}
const asLog = (run: Run) => write('log.jsonl', toLog(samples, answers, run));
const asReport = (run: Run) =>
  write(
    'report.json',
    toReport({
      run,
      tables: aggregate(samples, answers),
      answers,
      rotations: null,
      debiased: null,
    }),
  );

const own = [
  ...['--question-file', 'q.jsonl', '--video-dir', 'videos', '--image-dir', 'images'],
] as const;
const kindOf = (file: string) => {
  const name = path.basename(file);
  if (['videos', 'images', 'smol'].includes(name)) return 'folder' as const;
  return name === 'name' || name.includes('@') ? null : ('file' as const);
};
const parse = (...argv: string[]): EvalOptions => {
  const result = parseArguments(argv, kindOf);
  if ('help' in result) throw new Error('help was shown');
  return result;
};
const refusal = (...argv: string[]): string => {
  try {
    parse(...argv);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${argv.join(' ')}`);
};

describe('--config', () => {
  const odd: Partial<Protocol> = {
    ...{ frames: 7, height: 72, sampling: 'midpoint', decoder: 'ffmpeg', order: 'image-first' },
    ...{ condition: 'frames-shuffled', prompt: 'smolvlm-video/1', timestamps: false, seed: -3 },
    ...{ imageSplitting: true, rotations: 2, limit: 5, subset: 'videos', task: 'Spatial relation' },
  };

  test.each([
    ['a report', asReport],
    ['a log', asLog],
    [
      "a log's first line",
      (run: Run) => write('line.json', toLog(samples, answers.slice(0, 1), run)),
    ],
  ])('repeats the run of %s: protocol, model, number format, provider', (_, fileOf) => {
    const dtype = 'vision_encoder fp16, embed_tokens fp32, decoder_model_merged q4';
    const file = fileOf(runWith(odd, { ...hub, dtype }));
    const options = parse('--config', file, ...own);
    expect(options.protocol).toEqual({ ...defaultProtocol, ...odd });
    expect(options.model).toEqual({ kind: 'hub', id: 'org/name', revision });
    expect(options.dtype).toEqual({
      ...{ vision_encoder: 'fp16', embed_tokens: 'fp32', decoder_model_merged: 'q4' },
    });
    expect(options.device).toBe('wasm');
    expect(options.notes).toEqual([`Repeating the run of ${file}.`]);
    expect(options.repeat).toMatchObject({ kind: 'config', file, run: { samples: [0, 1] } });
  });

  test('repeats what the reference harness does, and generated text', () => {
    const { protocol } = parse('--config', asLog(runWith(referenceProtocol)), ...own);
    expect(protocol).toMatchObject(referenceProtocol);
    const generated = { scoring: 'generate', maxTokens: 9, parser: 'vlmevalkit' } as const;
    expect(parse('--config', asLog(runWith(generated)), ...own).protocol).toMatchObject(generated);
  });

  test('takes options beside it in place of the run’s, with what goes with them, and says so', () => {
    const file = asLog(runWith({ ...referenceProtocol, frames: 7, order: 'image-first' }));
    const { protocol, notes } = parse(
      ...['--config', file, ...own, '--frames', '9', '--prompt', 'standard'],
      ...['--image_pos', 'after', '--seed', '0'],
    );
    expect(protocol).toMatchObject({ frames: 9, prompt: 'standard/1', order: 'video-first' });
    expect(protocol).toMatchObject({ scoring: 'letters', shuffle: 'standard', seed: 0 });
    expect(notes.slice(1)).toEqual([
      "--frames takes the place of the run's (7).",
      "--prompt takes the place of the run's (reference).",
    ]);
  });

  test('takes the demo’s data and model from the run, and asks for a folder', () => {
    const demo = asLog(runWith({}, { id: 'demo', source: 'demo' }, { demo: true }));
    expect(parse('--config', demo)).toMatchObject({
      ...{ data: { kind: 'demo' }, model: { kind: 'demo' } },
    });
    const file = asLog(runWith({}, { id: 'smol', source: 'folder', revision: null }));
    expect(refusal('--config', file, ...own)).toContain('made with the model smol from a folder');
    const { model, notes } = parse('--config', file, ...own, '--model', 'smol');
    expect(model).toMatchObject({ kind: 'folder' });
    expect(notes).toHaveLength(1);
  });

  test('names a file that tells no run, or one of another kind', () => {
    const run = runWith();
    const { versions, ...lacking } = run.manifest;
    expect(versions).toBeDefined();
    const damaged = JSON.stringify({ demo: false, manifest: lacking });
    const imported = runWith();
    const manifest = { ...imported.manifest, imported: { tool: 'inspect' } };
    for (const [text, why] of [
      ['frames: 8', 'is damaged: it is neither JSON'],
      ['{"frames": 8}', 'holds no run with its manifest'],
      ['', 'is damaged'],
      ['{"kind": "suite", "runs": []}', 'is the report of several runs'],
      [toLog(samples, answers, run) + toLog(samples, answers, run), 'holds 2 runs'],
      [damaged, 'is damaged: the manifest of its run has no versions'],
      [
        JSON.stringify({ demo: false, manifest }),
        'is of a run that was imported from another tool',
      ],
    ] as const) {
      const file = write('other.json', text);
      expect(refusal('--config', file, ...own)).toContain(`${file} ${why}`);
    }
    const later = asLog(runWith({ prompt: 'standard/9' as 'standard/1' }));
    expect(refusal('--config', later, ...own)).toMatch(
      /log\.jsonl cannot be repeated.*standard\/9/,
    );
  });

  test.each([
    [['--suite', 'order'], /leave out --suite/],
    [['--export-check', 'fp32,q8'], /leave out --export-check/],
    [['--sample', '3'], /--sample is for --verify/],
  ])('%j beside it is refused', (argv, why) => {
    expect(refusal('--config', asLog(runWith()), ...own, ...argv)).toMatch(why);
  });

  test('is not written over', () => {
    const file = asReport(runWith());
    expect(refusal('--config', file, ...own, '--report', file)).toContain(
      'the one that is repeated',
    );
  });
});

describe('--verify', () => {
  test('asks some questions of a log again, twenty unless told otherwise', () => {
    const file = asLog(runWith({ frames: 7, condition: 'image-masked' }));
    const data = own.slice(0, 4);
    expect(parse('--verify', file, ...data)).toMatchObject({
      ...{ repeat: { kind: 'verify', questions: 20, run: { answers: 2 } }, notes: [] },
      ...{ model: { kind: 'hub', revision }, protocol: { frames: 7 } },
    });
    expect(parse('--verify', file, '--sample', '3', ...data).repeat?.questions).toBe(3);
  });

  test.each([
    [['--frames', '4'], /leave out --frames/],
    [['--dtype', 'q4'], /leave out --dtype/],
    [['--log', 'out.jsonl'], /leave out --log/],
    [['--no-timestamps'], /leave out --no-timestamps/],
    [['--config', 'run.json'], /leave out --config|give one of them/],
  ])('%j beside it is refused', (argv, why) => {
    expect(refusal('--verify', asLog(runWith()), ...own, ...argv)).toMatch(why);
  });

  test('needs answers', () => {
    const report = asReport(runWith());
    expect(refusal('--verify', report, ...own)).toContain(`${report} is a report`);
  });
});

test('a log that was cut off at its end still tells its run', () => {
  const whole = toLog(samples, answers, runWith());
  expect(readRunFile(write('cut.jsonl', whole.slice(0, -30)))).toMatchObject({ answers: 1 });
});

test('what a repeat did otherwise is told', () => {
  const then = readRunFile(asReport(runWith()));
  expect(differences(then, then)).toEqual([]);
  const now = runWith({}, { ...hub, files: [{ name: 'config.json', size: 2, sha256: 'cc' }] });
  const manifest = { ...now.manifest, browser: 'Test/2.0', versions: { 'ivbench-lab': '0.2.0' } };
  expect(differences(then, { manifest, samples: [1, 2] })).toEqual([
    '1 of its questions were not asked, and 1 others were.',
    'the model has other files (config.json).',
    'browser Test/2.0, then Test/1.0.',
    'ivbench-lab 0.2.0, then 0.1.0.',
  ]);
});

test('another question file than the run’s is refused by its hash', async () => {
  const { repeat } = parse('--config', asLog(runWith()), ...own);
  if (!repeat) throw new Error('nothing is repeated');
  const given = (sha256: string) =>
    ({ data: { status: () => Promise.resolve({ sha256 }) } }) as unknown as LabPage;
  await requireSameQuestions(given('f00d'), repeat);
  await expect(requireSameQuestions(given('beef'), repeat)).rejects.toThrow(
    /log\.jsonl was made from questions\.jsonl with the SHA-256 f00d; .* has beef/,
  );
});
