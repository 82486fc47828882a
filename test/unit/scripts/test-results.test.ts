import { expect, test } from 'vitest';
import { summarise, type TestOutcome } from '../../../scripts/lib/test-results.mjs';

const passed: TestOutcome = { name: 'a', state: 'passed', reason: null };
const failed: TestOutcome = { name: 'b', state: 'failed', reason: 'it broke' };
const skipped: TestOutcome = { name: 'c', state: 'skipped', reason: 'no GPU here' };

const lastLine = (text: string) => text.split('\n').at(-1);

test('a clean run ends with its count and exit code 0', () => {
  const { text, exitCode } = summarise([passed, passed]);
  expect([lastLine(text), exitCode]).toEqual(['2 passed, 0 failed', 0]);
});

test('failed and skipped tests are listed by name with the reason', () => {
  const { text, exitCode } = summarise([passed, failed, skipped]);
  expect([lastLine(text), exitCode]).toEqual(['1 passed, 1 failed, 1 skipped', 1]);
  expect(text).toContain('b: it broke');
  expect(text).toContain('c: no GPU here');
});

test('nothing passed is no success', () => {
  expect(summarise([]).exitCode).toBe(1);
  expect(summarise([skipped]).exitCode).toBe(1);
});
