import { EncodedPacket } from 'mediabunny';
import { describe, expect, test } from 'vitest';
import { neededPackets } from '../../../src/frames/needed-packets.js';
import type { Source } from '../../../src/frames/webcodecs-source.js';

/** H.264 slices as one-byte-long stories: I an IDR picture, i another key frame, P a reference, b none. */
type Kind = 'I' | 'i' | 'P' | 'b';

const headers: Record<Kind, number> = { I: 0x65, i: 0x61, P: 0x41, b: 0x01 };

interface Given {
  readonly kind: Kind;
  readonly time: number;
  readonly number: number;
}

/** @param order kinds in the order of decoding; @param times in presentation order, else as decoded */
function video(order: string, times?: readonly number[], lost: readonly number[] = []): Given[] {
  let number = 0;
  return Array.from(order)
    .map((letter, place) => {
      const kind = letter as Kind;
      if (kind === 'I') number = 0;
      const given = { kind, time: times?.[place] ?? place, number: number % 16 };
      if (kind !== 'b') number++;
      return given;
    })
    .filter((_, place) => !lost.includes(place));
}

function sourceOf(given: readonly Given[], changes: Partial<Source> = {}): Source {
  const packets = given.map(({ kind, time, number }) => {
    // first_mb 0, slice_type 0, pps 0: three ones; then four bits of frame_num.
    const slice = [headers[kind], 0xe1 | (number << 1), 0x80];
    const type = kind === 'I' || kind === 'i' ? 'key' : 'delta';
    return new EncodedPacket(Uint8Array.of(0, 0, 0, 3, ...slice), type, time, 1);
  });
  return {
    file: new File([], 'film.mp4'),
    codec: 'h264',
    packets: packets.map(({ timestamp, type }) => ({ time: timestamp, key: type === 'key' })),
    avc: {
      lengths: 4,
      sequence: {
        interlaced: false,
        frameNumBits: 4,
        gaps: false,
        separatePlanes: false,
        tags: {},
      },
    },
    packet: (place: number) => Promise.resolve(packets[place]),
    ...changes,
  } as unknown as Source;
}

/** Times of the packets that are decoded for the pictures at these places. */
async function decoded(source: Source, ...places: number[]): Promise<number[]> {
  const times: number[] = [];
  for await (const { packet } of neededPackets(source, places)) times.push(packet.timestamp);
  return times;
}

describe('as few packets as can be', () => {
  const film = sourceOf(video('IPbbPbbIPbbPbb'));

  test('from the key frame before, without pictures that no other is made from', async () => {
    expect(await decoded(film, 4)).toEqual([0, 1, 4]);
    expect(await decoded(film, 6)).toEqual([0, 1, 4, 6]);
    expect(await decoded(film, 12)).toEqual([7, 8, 11, 12]);
  });

  test('on from where the decoder stands, until a key frame lies between', async () => {
    expect(await decoded(film, 2, 5)).toEqual([0, 1, 2, 4, 5]);
    expect(await decoded(film, 2, 9)).toEqual([0, 1, 2, 7, 8, 9]);
    expect(await decoded(film, 0, 1, 2, 3)).toEqual([0, 1, 2, 3]);
  });

  test('what was decoded on the way is not decoded again', async () => {
    const reordered = sourceOf(video('IPbb', [0, 3, 1, 2]));
    expect(await decoded(reordered, 2, 3, 1)).toEqual([0, 3, 1, 2]);
  });

  test('a picture shown before the key frame it follows is made from the one before', async () => {
    const open = sourceOf(video('IPiPP', [0, 1, 4, 3, 5]));
    expect(await decoded(open, 3)).toEqual([0, 1, 4, 3]);
  });

  test('key frames that are no IDR pictures are passed over', async () => {
    const open = sourceOf(video('IPPiPPiPP'));
    expect(await decoded(open, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await decoded(open, 4, 7)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('of other codecs all are decoded', async () => {
    const other = sourceOf(video('IPbbPbb'), { codec: 'vp9', avc: null });
    expect(await decoded(other, 5)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('damage', () => {
  test('a reference that is lost is missed', async () => {
    await expect(decoded(sourceOf(video('IPPPPP', undefined, [2])), 4)).rejects.toMatchObject({
      code: 'corrupt-video',
    });
    // One that no other is made from is not.
    expect(await decoded(sourceOf(video('IPbPbP', undefined, [2])), 4)).toEqual([0, 1, 3, 5]);
  });

  test('bytes that are no NAL units are refused', async () => {
    const broken = new EncodedPacket(Uint8Array.of(0, 0, 0, 9, 0x65), 'key', 0, 1);
    const source = sourceOf(video('IP'), { packet: () => Promise.resolve(broken) });
    await expect(decoded(source, 0)).rejects.toMatchObject({ code: 'corrupt-video' });
  });

  test('of other codecs a long run of zeros is a hole', async () => {
    const hole = new EncodedPacket(new Uint8Array(100).fill(7, 0, 40), 'key', 0, 1);
    const source = sourceOf(video('I'), {
      ...{ codec: 'vp9', avc: null },
      packet: () => Promise.resolve(hole),
    });
    await expect(decoded(source, 0)).rejects.toMatchObject({ code: 'corrupt-video' });
  });
});
