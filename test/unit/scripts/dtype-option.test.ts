import { describe, expect, test } from 'vitest';
import { dtypes, readDtype, sessionNames } from '../../../scripts/lib/dtype-option.mjs';
import {
  dtypes as ofThePage,
  sessionNames as sessionsOfThePage,
} from '../../../src/model/dtype.js';

const each = (vision_encoder: string, embed_tokens: string, decoder_model_merged: string) => ({
  vision_encoder,
  embed_tokens,
  decoder_model_merged,
});

describe('--dtype', () => {
  test('knows the formats and sessions that the page knows', () => {
    expect(dtypes).toEqual(ofThePage);
    expect(sessionNames).toEqual(sessionsOfThePage);
  });

  test.each([
    ['fp32', 'fp32'],
    ['auto', 'auto'],
    ['vision_encoder=fp16,embed_tokens=fp16,decoder_model_merged=q4', each('fp16', 'fp16', 'q4')],
    ['vision=fp16,embed=fp32,decoder=q4', each('fp16', 'fp32', 'q4')],
    ['decoder=q8', each('auto', 'auto', 'q8')],
    ['q4, vision=fp16', each('fp16', 'q4', 'q4')],
    ['decoder=auto,fp32', each('fp32', 'fp32', 'auto')],
  ])('%s', (text, wish) => {
    expect(readDtype(text)).toEqual(wish);
  });

  test.each([
    ['fp8', /"fp8" is none of auto, fp32/],
    ['', /"" is none of/],
    ['vision=', /"" is none of/],
    ['vision=fp16,', /"" is none of/],
    ['text=q4', /"text" is no session: they are vision_encoder/],
    ['vision=q4,vision_encoder=fp16', /vision_encoder twice/],
    ['q4,fp16', /two for all: q4 and fp16/],
    ['vision=q4=q8', /SESSION=FORMAT/],
    ['toString=q4', /"toString" is no session/],
  ])('%s is refused', (text, message) => {
    expect(() => readDtype(text)).toThrow(message);
  });
});
