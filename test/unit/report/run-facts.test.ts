import { describe, expect, test } from 'vitest';
import { runFacts, runNotes } from '../../../src/report/run-facts.js';
import { anAnswer } from '../../support/results.js';

const { prompt } = anAnswer();
const asked = (tokens: number, provider: 'wasm' | 'webgpu' = 'wasm') =>
  anAnswer({ provider, prompt: { ...prompt, tokens } });
/** Its media were missing. */
const notAsked = anAnswer({ provider: null, prompt: { ...prompt, tokens: 0 } });

describe('what answers tell of their run', () => {
  test('is the mean and the largest prompt, without those that were never asked', () => {
    const answers = [asked(1000), asked(2000), asked(1500), notAsked];
    expect(runFacts(answers)).toEqual({
      providers: { wasm: 3 },
      promptTokens: { mean: 1500, most: 2000 },
    });
    expect(runNotes(answers)).toEqual(['Prompts have 1,500 tokens on average, 2,000 at most.']);
  });

  test('marks a run on two providers, with how many answers are of each', () => {
    const answers = [asked(10), asked(10, 'webgpu'), asked(10), notAsked];
    expect(runFacts(answers).providers).toEqual({ wasm: 2, webgpu: 1 });
    expect(runNotes(answers)[0]).toBe(
      'This run used two providers (answers: 2 on wasm, 1 on webgpu): it does not compare with a run on one.',
    );
  });

  test('is nothing where nothing was asked', () => {
    expect(runFacts([notAsked])).toEqual({ providers: {}, promptTokens: null });
    expect(runNotes([])).toEqual([]);
  });
});
