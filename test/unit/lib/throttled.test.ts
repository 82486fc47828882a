import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttled } from '../../../src/lib/index.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is told of numbers; those over 100 are urgent. */
function telling() {
  const told: number[] = [];
  const tell = throttled(
    (value: number) => told.push(value),
    100,
    (value) => value > 100,
  );
  return { told, tell };
}

test('the first is told at once, then the last of each while', () => {
  const { told, tell } = telling();
  for (const value of [1, 2, 3]) tell(value);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 3]);
  vi.advanceTimersByTime(500);
  expect(told).toEqual([1, 3]);
  tell(4);
  expect(told).toEqual([1, 3, 4]);
});

test('what came last before a silence is told', () => {
  const { told, tell } = telling();
  tell(0);
  tell(7);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([0, 7]);
});

test('an urgent one is told at once, and nothing older behind it', () => {
  const { told, tell } = telling();
  for (const value of [1, 2, 101]) tell(value);
  expect(told).toEqual([1, 101]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([1, 101]);
});
