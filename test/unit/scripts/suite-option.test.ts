import { describe, expect, test } from 'vitest';
import { parseArguments, type EvalOptions } from '../../../scripts/lib/eval-arguments.mjs';
import { suitePresets, suiteSizes } from '../../../scripts/lib/suite-option.mjs';
import { suiteNames, suiteSizes as pageSizes } from '../../../src/evaluation/index.js';

const parse = (...argv: string[]): EvalOptions => {
  const result = parseArguments(['--demo', ...argv], () => null);
  if ('help' in result) throw new Error('help was shown');
  return result;
};

describe('--suite', () => {
  test('knows the suites and sizes that the page knows', () => {
    expect(suitePresets).toEqual([...suiteNames]);
    expect(suiteSizes).toEqual([...pageSizes]);
  });

  test('is a preset, by default as large as is set up', () => {
    const nothing = { frames: [], heights: [], orders: [], conditions: [] };
    const { suite, protocol } = parse('--suite', 'order', '--limit', '5', '--report', 'r');
    expect(suite).toEqual({ name: 'order', size: 'set-up', grid: nothing });
    expect(protocol.limit).toBe(5);
    expect(parse('--suite', 'tokens', '--size', 'look').suite?.size).toBe('look');
  });

  test('is a grid of what is named', () => {
    const axes = ['frames=8, 16', 'heights=72,native', 'conditions=full,text-only'];
    const { suite } = parse('--suite', 'grid', ...axes.flatMap((axis) => ['--grid', axis]));
    expect(suite?.grid).toEqual({
      frames: [8, 16],
      heights: [72, 'native'],
      orders: [],
      conditions: ['full', 'text-only'],
    });
  });

  test.each([
    [['--suite', 'all'], /order, frames/],
    [['--suite', 'order', '--size', 'huge'], /set-up, look/],
    [['--size', 'look'], /add --suite/],
    [['--suite', 'grid'], /go together/],
    [['--grid', 'frames=8'], /go together/],
    [['--suite', 'grid', '--grid', 'seeds=1'], /names are frames/],
    [['--suite', 'grid', '--grid', 'frames=8,x'], /whole number/],
    [['--suite', 'grid', '--grid', 'orders=last'], /"last" is none of/],
    [['--suite', 'grid', '--grid', 'frames=8', '--grid', 'frames=9'], /given twice/],
    [['--suite', 'order', '--size', 'check', '--limit', '5'], /leave out --limit/],
    [['--suite', 'order', '--output-file', 'o'], /--report and --log/],
    [['--suite', 'order', '--export', 'csv=a.csv'], /--report and --log/],
    [['--suite', 'order', '--export-check', 'fp32,q8'], /one of them/],
  ])('%j is refused', (argv, why) => {
    expect(() => parse(...argv)).toThrow(why);
  });
});
