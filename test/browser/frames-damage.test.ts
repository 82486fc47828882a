import { afterAll, describe, expect, test } from 'vitest';
import { createFrameDecoder } from '../../src/frames/index.js';
import { burntNumber, clipBytes, indexClips } from '../support/clips.js';

/**
 * Of a damaged file every frame that comes is the right one, or it ends with an error that says so. No codec has a
 * checksum: bytes changed within one picture's data may decode to something; what is lost, overwritten over several
 * packets or left empty must be noticed.
 */

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

const clips = [
  'h264.mp4',
  'h264-fragmented.mp4',
  'h264-one-key.mkv',
  'h264.mpegts',
  'vp9-odd.webm',
];

const damages = {
  'cut at 35 %': (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, bytes.length * 0.35),
  'cut at 60 %': (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, bytes.length * 0.6),
  'cut at 95 %': (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, bytes.length * 0.95),
  'a hole of zeros': (bytes: Uint8Array<ArrayBuffer>) =>
    bytes.fill(0, bytes.length * 0.5, bytes.length * 0.7),
  'bytes overwritten': (bytes: Uint8Array<ArrayBuffer>) =>
    bytes.fill(0x5a, bytes.length * 0.55, bytes.length * 0.75),
  noise: (bytes: Uint8Array<ArrayBuffer>) => {
    for (let i = 0, at = Math.floor(bytes.length * 0.6); i < 600; i++)
      bytes[at + i] = Math.imul(i + 1, 2654435761) >>> 24;
    return bytes;
  },
} as const;

interface Outcome {
  /** Indices of the frames that came, and those among them that show another number. */
  readonly made: number[];
  readonly wrong: number[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

async function decodeDamaged(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  choice: 'auto' | 'webcodecs' | 'ffmpeg',
): Promise<Outcome> {
  const numbers = indexClips.find((clip) => clip.name === name)?.numbers ?? [];
  const outcome: Outcome = { made: [], wrong: [], error: null };
  try {
    const { n } = await decoder.open(new File([bytes], `damaged-${name}`), { decoder: choice });
    const asked = Array.from({ length: n }, (_, index) => ({
      index,
      heights: ['native' as const],
    }));
    for await (const { index, picture } of decoder.frames(asked)) {
      outcome.made.push(index);
      if (burntNumber(picture) !== numbers[index]) outcome.wrong.push(index);
    }
    return outcome;
  } catch (thrown) {
    return { ...outcome, error: thrown as Outcome['error'] };
  }
}

describe.for(['auto', 'webcodecs', 'ffmpeg'] as const)('%s', (choice) => {
  describe.for(Object.entries(damages))('%s', ([, damage]) => {
    test.for(clips)('%s', async (name) => {
      const { made, wrong, error } = await decodeDamaged(
        name,
        damage(await clipBytes(name)),
        choice,
      );
      expect(wrong).toEqual([]);
      expect(['corrupt-video', 'decode-failed']).toContain(error?.code);
      expect(error?.message).toContain(`damaged-${name}`);
      if (made.length > 0) expect(error?.message).toMatch(/frame \d+/);
    });
  });
});
