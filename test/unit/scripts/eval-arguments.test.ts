import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments, type EvalOptions } from '../../../scripts/lib/eval-arguments.mjs';
import { UsageError } from '../../../scripts/lib/option-values.mjs';
import {
  conditions,
  decoderChoices,
  defaultProtocol,
  parserNames,
  promptVersions,
  referenceProtocol,
  scorings,
  shuffles,
  orders,
  samplings,
  subsets,
  type Protocol,
} from '../../../src/domain/index.js';

const here = (name: string) => path.resolve(name);
const disk = new Map<string, 'file' | 'folder'>([
  [here('questions.jsonl'), 'file'],
  [here('my videos'), 'folder'],
  [here('images'), 'folder'],
  [here('models/smol'), 'folder'],
  [here('old.jsonl'), 'file'],
  [here('smol.zip'), 'file'],
]);

const parse = (...argv: string[]): EvalOptions => {
  const result = parseArguments(argv, (file) => disk.get(file) ?? null);
  if ('help' in result) throw new Error('help was shown');
  return result;
};
const demo = (...argv: string[]) => parse('--demo', ...argv);
const own = [
  '--question-file',
  'questions.jsonl',
  '--video-dir',
  'my videos',
  '--image-dir',
  'images',
  '--model',
  'models/smol',
];

const refusal = (...argv: string[]): string => {
  try {
    parse(...argv);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${argv.join(' ')}`);
};

describe("the terminal runner's arguments", () => {
  test("--demo alone asks for everything by the page's own defaults", () => {
    expect(demo()).toEqual({
      data: { kind: 'demo' },
      model: { kind: 'demo' },
      dtype: 'auto',
      device: 'auto',
      cache: null,
      protocol: defaultProtocol,
      outputs: { results: null, log: null, report: null },
      exportCheck: null,
      suite: null,
      repeat: null,
      notes: [],
    });
  });

  test('own data and model become absolute paths', () => {
    const { data, model, outputs } = parse(...own, '--output-file', 'out/r.jsonl', '--log', 'l');
    expect(data).toEqual({
      kind: 'files',
      questionFile: here('questions.jsonl'),
      videoDir: here('my videos'),
      imageDir: here('images'),
      sideTable: null,
    });
    expect(model).toEqual({ kind: 'folder', folder: here('models/smol') });
    expect(outputs).toEqual({ results: here('out/r.jsonl'), log: here('l'), report: null });
  });

  test('every protocol setting can be given', () => {
    const { protocol, dtype, device } = demo(
      ...['--frames', '8', '--height', '144', '--sampling', 'midpoint', '--order', 'image-first'],
      ...['--condition', 'text-only', '--no-timestamps', '--seed', '-7', '--rotations', '3'],
      ...['--image-splitting', '--frame-input', 'video-pairs'],
      ...['--subset', 'videos', '--task', 'Counting'],
      ...['--limit', '50', '--dtype', 'q4', '--device', 'wasm', '--decoder', 'ffmpeg'],
    );
    expect(protocol).toMatchObject({
      frames: 8,
      height: 144,
      sampling: 'midpoint',
      decoder: 'ffmpeg',
      frameInput: 'video-pairs',
      order: 'image-first',
      condition: 'text-only',
      timestamps: false,
      imageSplitting: true,
      seed: -7,
      rotations: 3,
      limit: 50,
      subset: 'videos',
      task: 'Counting',
    });
    expect([dtype, device]).toEqual(['q4', 'wasm']);
  });

  test('a cache is a folder that is there, or will be', () => {
    expect(demo('--cache', 'images').cache).toBe(here('images'));
    expect(demo('--cache', 'new/models').cache).toBe(here('new/models'));
  });

  test('each session can have a number format of its own', () => {
    expect(demo('--dtype', 'q4,vision=fp16').dtype).toEqual({
      vision_encoder: 'fp16',
      embed_tokens: 'q4',
      decoder_model_merged: 'q4',
    });
    expect(refusal('--demo', '--dtype', 'sight=fp16')).toContain('--dtype');
  });

  test.each([
    ...samplings.map((word) => ['sampling', word] as const),
    ...orders.map((word) => ['order', word] as const),
    ...conditions.map((word) => ['condition', word] as const),
    ...decoderChoices.map((word) => ['decoder', word] as const),
    ...shuffles.map((word) => ['shuffle', word] as const),
    ...scorings.map((word) => ['scoring', word] as const),
    ...subsets.map((word) => ['subset', word] as const),
  ])('--%s %s is known, as the page knows it', (name, word) => {
    expect(demo(`--${name}`, word).protocol[name satisfies keyof Protocol]).toBe(word);
  });

  test.each(promptVersions)('the wording %s is known, as the page knows it', (version) => {
    expect(demo('--prompt', version.split('/')[0] ?? '').protocol.prompt).toBe(version);
  });

  test.each(parserNames)('the parser %s is known, as the page knows it', (parser) => {
    expect(demo('--scoring', 'generate', '--parser', parser).protocol.parser).toBe(parser);
  });

  test('a condition that does without a medium does without its folder', () => {
    const questions = ['--question-file', 'questions.jsonl', '--model', 'demo'];
    const { data } = parse(...questions, '--condition', 'text-only');
    expect(data).toMatchObject({ videoDir: null, imageDir: null });
    expect(refusal(...questions, '--condition', 'video-masked')).toContain('--image-dir');
    expect(refusal(...questions, '--has_image', 'false')).toContain('--video-dir');
  });

  test('--help is no error', () => {
    const result = parseArguments(['--help']);
    expect('help' in result && result.help).toContain('--question-file');
  });
});

describe("the reference harness's spellings", () => {
  test('are understood', () => {
    const { data, model, protocol, outputs, notes } = parse(
      ...['--question_file', 'questions.jsonl', '--video_dir=my videos', '--image_dir', 'images'],
      ...['--model_name', 'smolvlm', '--model_path', 'models/smol', '--output_file', 'r.jsonl'],
      ...['--nframes', '16', '--has_image', 'true', '--image_pos', 'before'],
      ...['--target_resolution', '(256, 144)', '--keep_aspect_ratio'],
    );
    expect(data).toMatchObject({
      questionFile: here('questions.jsonl'),
      videoDir: here('my videos'),
    });
    expect(model).toEqual({ kind: 'folder', folder: here('models/smol') });
    expect(protocol).toMatchObject({
      frames: 16,
      condition: 'full',
      order: 'image-first',
      height: 144,
    });
    expect(outputs.results).toBe(here('r.jsonl'));
    expect(notes).toEqual([expect.stringContaining('--model_name smolvlm has no effect')]);
  });

  test.each([
    [['--has_image', 'False'], { condition: 'image-masked' }],
    [['--has_image', 'false', '--condition', 'text-only'], { condition: 'text-only' }],
    [['--image_pos', 'after'], { order: 'video-first' }],
    [['--target_resolution=(128,72)', '--height', '72'], { height: 72 }],
  ])('%j', (argv, expected) => {
    expect(demo(...argv).protocol).toMatchObject(expected);
  });

  test('a resolution without --keep_aspect_ratio says that nothing is stretched', () => {
    expect(demo('--target_resolution', '(256, 144)').notes).toEqual([
      expect.stringContaining('not stretched'),
    ]);
    expect(demo('--target_resolution', '(256, 144)', '--keep_aspect_ratio', 'true').notes).toEqual(
      [],
    );
  });

  test.each([
    ['--has_image', 'true', '--condition', 'image-masked'],
    ['--has_image', 'false', '--condition', 'full'],
    ['--image_pos', 'after', '--order', 'image-first'],
    ['--target_resolution', '(256, 144)', '--height', 'native'],
  ])('that contradict the options here are refused: %s %s %s %s', (...argv) => {
    expect(refusal('--demo', ...argv)).toContain('contradict');
  });

  test.each([
    ['--has_image', 'perhaps'],
    ['--image_pos', 'middle'],
    ['--target_resolution', '144p'],
    ['--target_resolution', '(256, 4)'],
  ])('with a value that means nothing are refused: %s %s', (...argv) => {
    expect(refusal('--demo', ...argv)).toContain(argv[0]);
  });
});

describe('a model', () => {
  const commit = '7250429945d8016c21bedae06e1be62646b64181';
  test.each([
    ['--model', 'models/smol', { kind: 'folder', folder: here('models/smol') }],
    ['--model', 'smol.zip', { kind: 'zip', file: here('smol.zip') }],
    [
      '--model',
      'some-org/some.model',
      { kind: 'hub', id: 'some-org/some.model', revision: 'main' },
    ],
    ['--model_path', 'o/m', { kind: 'hub', id: 'o/m', revision: 'main' }],
    ['--model', `o/m@${commit}`, { kind: 'hub', id: 'o/m', revision: commit }],
    ['--model', 'o/m@refs/pr/3', { kind: 'hub', id: 'o/m', revision: 'refs/pr/3' }],
  ])('is a folder, a zip, or one of the hub: %s %s', (name, value, model) => {
    expect(demo(name, value).model).toEqual(model);
  });

  test.each([
    ['old.jsonl', 'that is a file'],
    ['nowhere', 'no such folder or zip'],
    ['../models/none', 'no such folder or zip'],
    ['a/b/c', 'no such folder or zip'],
    ['a/b@', 'no such folder or zip'],
  ])('that is none of these is refused: %s', (value, message) => {
    expect(refusal('--demo', '--model', value)).toContain(message);
  });
});

describe('the wording', () => {
  test('of the reference harness comes with all that it does', () => {
    expect(demo('--prompt', 'reference').protocol).toMatchObject(referenceProtocol);
    const own = ['--scoring', 'letters', '--shuffle', 'standard'];
    expect(demo('--prompt', 'reference', ...own).protocol).toMatchObject({
      ...{ prompt: 'reference/1', shuffle: 'standard', scoring: 'letters' },
    });
  });

  test('and how an answer is read can be given apart', () => {
    const argv = ['--prompt', 'smolvlm-video', '--scoring', 'generate', '--max-tokens', '8'];
    expect(demo(...argv, '--parser', 'lmms-eval').protocol).toMatchObject({
      ...{ prompt: 'smolvlm-video/1', shuffle: 'standard', scoring: 'generate' },
      ...{ maxTokens: 8, parser: 'lmms-eval' },
    });
  });

  test.each([
    ['--parser', 'standard'],
    ['--max-tokens', '8'],
  ])('without generated text refuses %s', (...argv) => {
    expect(refusal('--demo', ...argv)).toContain(`${argv[0]} is for generated text`);
  });
});

describe('wrong usage', () => {
  test.each([
    [[], 'Name the data'],
    [own.slice(0, 6), 'Name a model'],
    [['--demo', '--video-dir', 'my videos'], '--demo brings its own data'],
    [[...own, '--question-file', 'nowhere.jsonl'], 'there is no such file'],
    [[...own, '--question-file', 'images'], 'that is a folder, not a file'],
    [[...own, '--video-dir', 'old.jsonl'], 'that is a file, not a folder'],
    [[...own, '--model', './nowhere'], 'there is no such folder'],
    [['--demo', '--frames', '0'], 'from 1 to 1024'],
    [['--demo', '--frames', '8.5'], 'from 1 to 1024'],
    [['--demo', '--height', 'tall'], 'native'],
    [['--demo', '--limit', ''], 'from 1 to'],
    [['--demo', '--rotations', '11'], 'from 1 to 10'],
    [['--demo', '--condition', 'blank'], 'Allowed are full'],
    [['--demo', '--frames'], 'argument missing'],
    [['--demo', '--nonsense'], "unknown option '--nonsense'"],
    [['--demo', 'stray'], 'too many arguments'],
    [['--demo', '--log', 'images'], 'is a folder: name a file'],
    [['--demo', '--cache', 'old.jsonl'], 'is a file: name a folder'],
    [['--demo', '--log', 'same', '--report', './same'], 'different files'],
  ])('%j is refused: %s', (argv, message) => {
    expect(refusal(...argv)).toContain(message);
  });
});
