import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidenceAt } from '../../../src/domain/index.js';

describe('where the evidence lies', () => {
  test.each([
    ['05:52-05:55', { kind: 'interval', start: 352, end: 355 }],
    ['1:24:06-1:25:19', { kind: 'interval', start: 5046, end: 5119 }],
    ['59:58-1:00:02', { kind: 'interval', start: 3598, end: 3602 }],
    ['1:00-2:10 ', { kind: 'interval', start: 60, end: 130 }],
    ['0:01 – 0:02', { kind: 'interval', start: 1, end: 2 }],
    ['0:01~0:02', { kind: 'interval', start: 1, end: 2 }],
    ['0:42-0:42', { kind: 'interval', start: 42, end: 42 }],
    ['0:42', { kind: 'point', time: 42 }],
    ['100:05', { kind: 'point', time: 6005 }],
    ['0:01.5', { kind: 'point', time: 1.5 }],
    ['Whole video', { kind: 'whole' }],
    [' WHOLE  Video\n', { kind: 'whole' }],
    ['', { kind: 'none' }],
    ['  ', { kind: 'none' }],
    ['10:48-10:18', { kind: 'reversed', start: 648, end: 618 }],
  ])('%j', (location, evidence) => {
    expect(evidenceAt(location)).toEqual(evidence);
  });

  test.each([
    'soon',
    '42',
    '0:60',
    '1:60:00',
    '0:01-',
    '-0:01',
    '0:01-0:02-0:03',
    '0:01-end',
    '1:2:3:4',
  ])('%j is no place in a video', (location) => {
    expect(evidenceAt(location)).toEqual({ kind: 'unparsable' });
  });

  test('any two times, in order, are an interval of their seconds', () => {
    const time = fc.nat(4 * 3600);
    const written = (seconds: number) => {
      const two = (value: number) => String(value).padStart(2, '0');
      const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
      return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest}`;
    };
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        expect(evidenceAt(`${written(start)}-${written(end)}`)).toEqual({
          kind: 'interval',
          start,
          end,
        });
      }),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(evidenceAt(text).kind).toBeTypeOf('string');
      }),
    );
  });
});
