import { expect, test } from 'vitest';
import { taskMix } from '../../../src/dataset/index.js';
import { aSample } from '../../support/results.js';

const tasks = ['My task', 'Counting', 'NLI', 'NLI'];
const samples = tasks.map((task, ordinal) => aSample({ ordinal, task }));

test('the tasks of all samples beside those that remain, in the paper’s order', () => {
  expect(taskMix(samples, ({ ordinal }) => ordinal === 1 || ordinal === 2)).toEqual([
    { task: 'NLI', all: 2, remaining: 1, shareAll: 0.5, shareRemaining: 0.5 },
    { task: 'Counting', all: 1, remaining: 1, shareAll: 0.25, shareRemaining: 0.5 },
    { task: 'My task', all: 1, remaining: 0, shareAll: 0.25, shareRemaining: 0 },
  ]);
});

test('nothing that remains has no shares', () => {
  expect(taskMix(samples, () => false)[0]).toMatchObject({ remaining: 0, shareRemaining: NaN });
});
