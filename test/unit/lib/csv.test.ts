import { csvParseRows } from 'd3-dsv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv, unguarded } from '../../../src/lib/index.js';

test('quotes what needs it and ends lines as RFC 4180 says', () => {
  expect(
    toCsv([
      ['a', 'b c', 1.5],
      ['x,y', 'say "no"', 'two\nlines'],
    ]),
  ).toBe('a,b c,1.5\r\n"x,y","say ""no""","two\nlines"\r\n');
});

test.each(['=1+1', '+cmd|x', '@SUM(A1)', '-2+3', '-cmd|x', '\tx', '\rx', '=', '+a'])(
  'guards %j, which a spreadsheet would run',
  (cell) => {
    const [[written] = []] = csvParseRows(toCsv([[cell]]));
    expect(written).toBe(`'${cell}`);
  },
);

test.each(['-GPkPGZVVDg', '-', '-1.5', '+2', "'quoted", '-x.mp4', 'a=b', ''])(
  'leaves %j as it is',
  (cell) => {
    expect(toCsv([['x', cell]])).toBe(`x,${cell}\r\n`);
  },
);

test('any texts are read back', () => {
  const cell = fc.oneof(fc.string(), fc.stringMatching(/^'*[=+@-]/));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, fc.string()), { minLength: 1 }), (rows) => {
      const read = csvParseRows(toCsv([['head', 'head'], ...rows]));
      expect(read.slice(1).map((row) => row.map(unguarded))).toEqual(rows);
    }),
  );
});
