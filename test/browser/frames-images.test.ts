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
    expect(furthest).toBe(0);
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

  test.for(['photo.jpg', 'turned-90.png', 'photo.webp', 'palette.gif'])(
    '%s, cut off',
    async (name) => {
      const bytes = await bytesOf(name);
      const cut = new File([bytes.subarray(0, bytes.length * 0.7)], name);
      await expect(decodeImage(cut)).rejects.toMatchObject({ code: 'corrupt-image' });
    },
  );

  test('and reads the next one', async () => {
    const picture = await decodeImage(new File([await bytesOf('photo.jpg')], 'photo.jpg'));
    expect(picture.data).toHaveLength(picture.width * picture.height * 3);
  });
});

test('a cancelled decoding says so', async () => {
  const file = new File([await bytesOf('photo.jpg')], 'photo.jpg');
  await expect(decodeImage(file, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
