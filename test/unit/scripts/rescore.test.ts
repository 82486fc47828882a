import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../../scripts/lib/option-values.mjs';
import { asksToRescore, parseRescoring } from '../../../scripts/lib/rescore-arguments.mjs';
import { runRescoring } from '../../../scripts/lib/rescore-run.mjs';
import { parserNames } from '../../../src/domain/index.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench-lab-rescore-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = (name: string) => path.join(folder, name);
const log = file('old.jsonl');
writeFileSync(
  log,
  [
    { text: 'Zeile\u2028c', options: { a: 'x', b: 'y', c: 'z' }, correctOption: 'c' },
    { text: 'B)', options: { a: 'x', b: 'y', c: 'z' }, correctOption: 'b' },
  ]
    .map((line) => `${JSON.stringify(line)}\r\n`)
    .join('') + '{"text": "b", "options',
);

const parse = (...argv: string[]) => {
  const result = parseRescoring(['--rescore', log, ...argv]);
  if ('help' in result) throw new Error('help was shown');
  return result;
};

describe("re-scoring's arguments", () => {
  test('are told from those of an evaluation', () => {
    expect(asksToRescore(['--rescore', 'x'])).toBe(true);
    expect(asksToRescore(['--rescore=x'])).toBe(true);
    expect(asksToRescore(['--demo', '--log', 'rescore'])).toBe(false);
  });

  test('have the standard parser by default, and know every parser of the page', () => {
    expect(parse()).toEqual({
      ...{ log, parser: 'standard', guessSeed: null, outputs: { log: null, report: null } },
    });
    for (const parser of parserNames) expect(parse('--parser', parser).parser).toBe(parser);
    expect(parse('--parser', 'reference', '--guess-seed', '7').guessSeed).toBe(7);
  });

  test.each([
    [['--parser', 'other'], 'Allowed are standard, reference, lmms-eval, vlmevalkit.'],
    [['--guess-seed', '1'], '--guess-seed belongs to --parser reference'],
    [['--log', log], 'must name different files'],
    [['--model', 'demo'], "unknown option '--model'"],
  ])('%j are refused', (argv, message) => {
    expect(() => parse(...argv)).toThrow(UsageError);
    expect(() => parse(...argv)).toThrow(message);
  });
});

describe('re-scoring from a terminal', () => {
  const never = new AbortController().signal;

  test('writes log and report with what the page makes of the texts', async () => {
    const said: string[] = [];
    const listen = (line: unknown) => void said.push(String(line));
    vi.spyOn(console, 'error').mockImplementation(listen);
    vi.spyOn(console, 'log').mockImplementation(listen);
    const outputs = { log: file('new.jsonl'), report: file('new.json') };
    expect(await runRescoring({ log, parser: 'standard', guessSeed: null, outputs }, never)).toBe(
      0,
    );
    vi.restoreAllMocks();
    const lines = readFileSync(outputs.log, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ letter: 'c', outcome: 'correct', text: 'Zeile\u2028c' }),
      expect.objectContaining({ letter: 'b', outcome: 'correct', tier: 'marked-letter' }),
    ]);
    expect(JSON.parse(readFileSync(outputs.report, 'utf8'))).toMatchObject({
      ...{ parser: 'standard', answers: 2, correct: 2 },
      skipped: [{ line: 3, message: 'it is no JSON; perhaps it was cut off' }],
    });
    expect(said).toContain('Line 3 is left out: it is no JSON; perhaps it was cut off.');
    expect(said).toContain('Parser standard: 2 of 2 answers are right (100.0 %), 0 unscored.');
  });

  test('leaves nothing behind where no line can be used', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const bad = file('bad.jsonl');
    writeFileSync(bad, '{}\n');
    const outputs = { log: file('none.jsonl'), report: null };
    const run = runRescoring({ log: bad, parser: 'standard', guessSeed: null, outputs }, never);
    await expect(run).rejects.toThrow('No line of');
    vi.restoreAllMocks();
    expect(() => readFileSync(outputs.log)).toThrow('ENOENT');
  });
});
