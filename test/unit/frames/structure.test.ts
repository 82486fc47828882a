import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readMovie } from '../../../src/frames/mp4-boxes.js';
import { readStructure } from '../../../src/frames/structure.js';

const clip = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/clips/${name}`, import.meta.url)));

const damageOf = async (bytes: Uint8Array<ArrayBuffer>) =>
  (await readStructure(new File([bytes], 'film'))).damage;

const containers = ['h264.mp4', 'h264-fragmented.mp4', 'h264.mov', 'h264-one-key.mkv'];

describe('whole files', () => {
  test.for([...containers, 'vp9-live.webm', 'h264.mpegts', 'h264-cut.mpegts', 'mpeg4.avi'])(
    '%s',
    async (name) => {
      expect(await damageOf(clip(name))).toBeNull();
    },
  );

  test('something behind an MP4', async () => {
    const film = clip('h264.mp4');
    expect(await damageOf(Uint8Array.from([...film, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]))).toBeNull();
  });
});

describe('damage', () => {
  test.for([...containers, 'vp9-odd.webm', 'h264.mpegts'])('%s, cut off', async (name) => {
    const film = clip(name);
    expect(await damageOf(film.subarray(0, film.length * 0.9))).toMatch(/cut off|lacks packets/);
  });

  test('an empty file', async () => {
    expect(await damageOf(new Uint8Array())).toMatch(/empty/);
  });

  test('a fragment lost between others', async () => {
    const film = clip('h264-fragmented.mp4');
    const at = Buffer.from(film).indexOf('moof', film.length / 2, 'latin1');
    film.fill(0x5a, at - 4, at + 4);
    expect(await damageOf(film)).toMatch(/between its pictures/);
  });

  test('blocks lost within a cluster', async () => {
    const film = clip('h264-one-key.mkv');
    film.fill(0x5a, film.length / 2, film.length / 2 + 400);
    expect(await damageOf(film)).toMatch(/between its pictures/);
  });

  test('a packet of pictures missing from a transport stream', async () => {
    const film = clip('h264.mpegts');
    // The second packet of a picture: of the track that ffmpeg numbers 256, and no start.
    let at = 0;
    while (film[at + 1] !== 1 || film[at + 2] !== 0) at += 188;
    const without = [...film.subarray(0, at), ...film.subarray(at + 188)];
    expect(await damageOf(Uint8Array.from(without))).toMatch(/lacks/);
  });
});

describe('edit lists', () => {
  const editsOf = async (name: string) => {
    const { edits } = await readMovie(new File([clip(name)], name));
    return [...edits.values()];
  };

  test("their durations in seconds, their media times in the track's own scale", async () => {
    expect(await editsOf('h264-moov-last.mp4')).toEqual([
      [{ duration: 1.2, mediaTime: 1024, rate: 1 }],
    ]);
    expect(await editsOf('h264-edited-end.mp4')).toEqual([
      [{ duration: 0.8, mediaTime: 1024, rate: 1 }],
    ]);
  });

  test('a delay', async () => {
    const [edits] = await editsOf('h264-late.mp4');
    expect(edits?.[0]).toEqual({ duration: 5, mediaTime: -1, rate: 1 });
  });

  test('none', async () => {
    expect(await editsOf('h264-no-edits.mp4')).toEqual([]);
  });
});

describe('the length that a file states, as ffprobe prints it (format=duration)', () => {
  test.for([
    ['h264.mp4', 6],
    ['h264-ntsc.mp4', 1.335],
    ['h264-edited-end.mp4', 1.2],
    ['h264-edited-within.mp4', 4.5],
    ['h264-late.mp4', 6.6],
    ['h264-late.mkv', 6.6],
    ['prores.mov', 0.32],
    ['vp9-odd.webm', 2.4],
    ['vp8-hidden.webm', 2.4],
    ['vp9-live.webm', null],
  ] as const)('%s: %s', async ([name, seconds]) => {
    expect((await readStructure(new File([clip(name)], name))).duration).toBe(seconds);
  });

  test.for(['h264-fragmented.mp4', 'h264.mpegts', 'mpeg4.avi'])('%s: not asked', async (name) => {
    expect((await readStructure(new File([clip(name)], name))).duration).toBeUndefined();
  });
});
