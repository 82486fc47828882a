import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments, type EvalOptions } from '../../../scripts/lib/eval-arguments.mjs';

const second = path.resolve('other export');

const parse = (...argv: string[]): EvalOptions => {
  const result = parseArguments(argv, (file) => (file === second ? 'folder' : null));
  if ('help' in result) throw new Error('help was shown');
  return result;
};

describe('--export-check', () => {
  test('names the formats, the reference first; 50 questions and each session alone by default', () => {
    const { exportCheck, protocol } = parse('--demo', '--export-check', 'fp32, q8,q4');
    expect(exportCheck).toEqual({
      formats: ['fp32', 'q8', 'q4'],
      sessionsAlone: true,
      second: null,
    });
    expect(protocol.limit).toBe(50);
    expect(parse('--demo').protocol.limit).toBeNull();
  });

  test('can be of whole exports, fewer questions, and a second model', () => {
    const { exportCheck, protocol } = parse(
      ...['--demo', '--export-check', 'fp32', '--no-sessions-alone', '--limit', '5'],
      ...['--second-model', 'other export', '--report', 'r.json'],
    );
    expect(exportCheck).toEqual({ formats: ['fp32'], sessionsAlone: false, second });
    expect(protocol.limit).toBe(5);
  });

  test.each([
    [['--export-check', 'fp32,q9'], /"q9" is none of fp32/],
    [['--export-check', 'q8,q8'], /names a format twice/],
    [['--export-check', 'q8'], /two formats or more/],
    [['--export-check', 'fp32,q8', '--dtype', 'q4'], /leave out --dtype/],
    [['--export-check', 'fp32,q8', '--log', 'l'], /writes no log/],
    [['--export-check', 'fp32,q8', '--output-file', 'o'], /--report takes/],
    [['--export-check', 'fp32,q8', '--scoring', 'generate'], /probabilities of the letters/],
    [['--export-check', 'fp32,q8', '--prompt', 'reference'], /probabilities of the letters/],
    [['--export-check', 'fp32', '--second-model', 'nowhere'], /there is no such folder/],
    [['--second-model', 'other export'], /add --export-check/],
    [['--no-sessions-alone'], /add --export-check/],
  ])('%j is refused', (argv, why) => {
    expect(() => parse('--demo', ...argv)).toThrow(why);
  });
});
