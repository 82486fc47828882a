import { describe, expect, it } from 'vitest';
import { measureSpeed, type Timable } from '../../../src/model/measured-speed.js';

/** A machine whose clock goes on by its own work only. */
function machine(msPerToken: number, msPerPicture: number, most = Infinity) {
  let clock = 0;
  const done = { pictures: 0, readings: 0, tokens: 0, held: 0 };
  const timable: Timable<number> = {
    encode: () => {
      done.pictures++;
      clock += msPerPicture;
      return Promise.resolve(64);
    },
    read: (tokens, past) => {
      expect(tokens + (past ?? 0)).toBeLessThanOrEqual(most);
      done.readings++;
      done.tokens += tokens;
      clock += 1 + tokens * msPerToken;
      return Promise.resolve(1000);
    },
    keep: (tokens) => {
      done.held++;
      clock += 1 + tokens * msPerToken;
      return Promise.resolve(tokens);
    },
    free: () => {
      done.held--;
    },
    most,
    shape: { hiddenSize: 32, attentionWidth: 64, reusesPrefix: true },
  };
  return { done, timable, now: () => clock };
}

describe('the speed of a model', () => {
  it('leaves out what the first steps take for themselves', async () => {
    const { timable, now } = machine(0.5, 100);
    let [pictures, compiled] = [0, 0];
    const cold = {
      ...timable,
      encode: () => {
        compiled += pictures++ === 0 ? 2000 : 0;
        return timable.encode();
      },
    };
    const speed = await measureSpeed(cold, () => now() + compiled);
    expect(speed.picture.ms).toBe(100);
  });

  it('is the fastest of a few steps where they are short', async () => {
    const { timable, now, done } = machine(0.5, 100);
    const speed = await measureSpeed(timable, now);
    expect(speed).toEqual({
      picture: { tokens: 64, ms: 100 },
      readings: [
        { past: 0, tokens: 512, ms: 257 },
        { past: 512, tokens: 64, ms: 33 },
        { past: 512, tokens: 1, ms: 1.5 },
      ],
      shape: { hiddenSize: 32, attentionWidth: 64, reusesPrefix: true, vocabulary: 1000 },
      seconds: now() / 1000,
    });
    expect(done.pictures).toBeLessThanOrEqual(6);
    expect(done.held).toBe(0);
    expect(speed.seconds).toBeLessThan(10);
  });

  it.each([1, 3, 8, 20, 50])('takes ten seconds at most at %d ms a token', async (ms) => {
    const { timable, now } = machine(ms, 30 * ms);
    const { seconds, readings } = await measureSpeed(timable, now);
    expect(readings[0].ms).toBe(1 + readings[0].tokens * ms);
    expect(seconds).toBeLessThan(10);
  });

  it('is known from one picture and few tokens on a machine too slow for more', async () => {
    const { timable, now, done } = machine(2000, 60_000);
    const { readings, picture } = await measureSpeed(timable, now);
    expect(readings[0]).toEqual({ past: 0, tokens: 16, ms: 32_001 });
    expect(picture.ms).toBe(60_000);
    expect(done.pictures).toBe(1);
    expect(done.tokens).toBeLessThan(150);
  });

  it('reads no more than the model takes', async () => {
    const { timable, now } = machine(0.1, 10, 200);
    const { readings } = await measureSpeed(timable, now);
    expect(readings.map(({ past, tokens }) => past + tokens)).toEqual([128, 192, 129]);
  });
});
