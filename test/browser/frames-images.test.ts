import { describe, expect, test } from 'vitest';
import { decodeImage } from '../../src/frames/index.js';
import pillow from '../fixtures/images/images.json' with { type: 'json' };

const urls = import.meta.glob<string>('../fixtures/images/*', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function bytesOf(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(urls[`../fixtures/images/${name}`] ?? name);
  return new Uint8Array(await response.arrayBuffer());
}

/** How far levels may be from Pillow's where the browser's decoder differs; everywhere else not at all. */
const furthestAllowed: Readonly<Record<string, number>> = {
  'cmyk.jpg': 1,
  'ycck.jpg': 1,
  '10-bit.avif': 3,
};

describe('reads the pixels that Pillow reads', () => {
  test.for(Object.entries(pillow))('%s', async ([name, { width, height, rgb }]) => {
    const picture = await decodeImage(new File([await bytesOf(name)], name));
    expect([picture.width, picture.height]).toEqual([width, height]);
    const expected = Uint8Array.from(atob(rgb), (character) => character.charCodeAt(0));
    const furthest = picture.data.reduce(
      (most, level, i) => Math.max(most, Math.abs(level - (expected[i] ?? 0))),
      0,
    );
    expect(picture.data).toHaveLength(expected.length);
    expect(furthest).toBeLessThanOrEqual(furthestAllowed[name] ?? 0);
  });
});

describe('refuses by name what is no image', () => {
  test('zero bytes', async () => {
    await expect(decodeImage(new File([], 'none.jpg'))).rejects.toMatchObject({
      code: 'corrupt-image',
      message: expect.stringMatching(/none\.jpg.*empty/) as unknown,
    });
  });

  test('text', async () => {
    await expect(decodeImage(new File(['a note'], 'note.png'))).rejects.toMatchObject({
      code: 'corrupt-image',
      message: expect.stringContaining('note.png') as unknown,
    });
  });

  test('a file of another kind with the ending of an image', async () => {
    const page = new File(['<!doctype html><title>404</title>'], 'picture.jpg');
    await expect(decodeImage(page)).rejects.toMatchObject({
      code: 'corrupt-image',
      message: expect.stringMatching(/picture\.jpg.*none of PNG, JPEG/) as unknown,
    });
  });

  test.for([
    'photo.jpg',
    'photo-progressive.jpg',
    'cmyk.jpg',
    'turned-6.png',
    'rgba-16-interlaced.png',
    'photo.webp',
    'moving.webp',
    'palette.gif',
    'small.gif',
    'photo.bmp',
    'rle8.bmp',
    '565.bmp',
    'photo.avif',
  ])('%s, wherever it is cut off: never half a picture', async (name) => {
    const bytes = await bytesOf(name);
    const whole = await decodeImage(new File([bytes], name));
    const upTo = (end: number) => decodeImage(new File([bytes.subarray(0, end)], name));
    for (let tenths = 0.05; tenths < 10; tenths += 0.5)
      await expect(upTo(Math.ceil((bytes.length * tenths) / 11))).rejects.toMatchObject({
        code: 'corrupt-image',
        message: expect.stringContaining(name) as unknown,
      });
    // What ends a file may be missing, as for Pillow.
    for (let end = bytes.length - 12; end < bytes.length; end++) {
      const picture = await upTo(end).catch(() => null);
      if (picture) expect(picture).toEqual(whole);
    }
  });

  test('a PNG with a damaged byte', async () => {
    const bytes = await bytesOf('grey-8.png');
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 0x55;
    await expect(decodeImage(new File([bytes], 'damaged.png'))).rejects.toMatchObject({
      code: 'corrupt-image',
    });
  });

  test('a GIF that announces 4 thousand million pixels', async () => {
    const bytes = await bytesOf('small.gif');
    bytes.fill(0xff, 6, 10);
    await expect(decodeImage(new File([bytes], 'vast.gif'))).rejects.toMatchObject({
      code: 'corrupt-image',
    });
  });

  test('and reads the next one', async () => {
    const picture = await decodeImage(new File([await bytesOf('photo.jpg')], 'photo.jpg'));
    expect(picture.data).toHaveLength(picture.width * picture.height * 3);
  });
});

test('a cancelled decoding says so', async () => {
  const file = new File([await bytesOf('photo.jpg')], 'photo.jpg');
  await expect(decodeImage(file, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
