import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../scripts/lib/eval-arguments.mjs';
import { UsageError } from '../../../scripts/lib/option-values.mjs';

const parse = (...more: string[]) => {
  const options = parseArguments(['--demo', ...more], () => null);
  if ('help' in options) throw new Error('That is a help text.');
  return options.outputs;
};

describe('--export FORMAT=FILE', () => {
  test('may be repeated, and stands beside the outputs with options of their own', () => {
    expect(parse('--log', 'l.jsonl', '--export', 'csv=a=b.csv', '--export', 'html=r.html')).toEqual(
      {
        ...{ results: null, report: null, log: path.resolve('l.jsonl') },
        ...{ csv: path.resolve('a=b.csv'), html: path.resolve('r.html') },
      },
    );
  });

  test.each([
    [['--export', 'pdf=a.pdf'], /formats are csv, html, inspect/],
    [['--export', 'csv'], /FORMAT=FILE/],
    [['--export', 'csv='], /FORMAT=FILE/],
    [['--export', 'csv=a', '--export', 'csv=b'], /asked for twice/],
    [['--export', 'csv=a', '--export', 'html=./a'], /different files/],
    [['--export', 'csv=a', '--log', 'a'], /different files/],
    [['--export', 'csv=a', '--export-check', 'fp32,q8'], /--report of its own/],
  ])('refuses %j', (more, why) => {
    expect(() => parse(...more)).toThrow(UsageError);
    expect(() => parse(...more)).toThrow(why);
  });
});
