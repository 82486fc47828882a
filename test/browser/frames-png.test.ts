import { expect, test } from 'vitest';
import { decodeImage, encodePng } from '../../src/frames/index.js';

test.for([
  [1, 1],
  [64, 48],
  [97, 65],
])('a picture of %i x %i pixels comes back from its PNG byte for byte', async ([width, height]) => {
  const data = crypto.getRandomValues(new Uint8Array((width ?? 0) * (height ?? 0) * 3));
  const picture = { width: width ?? 0, height: height ?? 0, data };
  const png = await encodePng(picture);
  expect(png.type).toBe('image/png');
  expect(await decodeImage(new File([png], 'frame.png'))).toEqual(picture);
});

test('a picture that no canvas holds is refused with what to do', async () => {
  const picture = { width: 70_000, height: 1, data: new Uint8Array(70_000 * 3) };
  await expect(encodePng(picture)).rejects.toMatchObject({
    code: 'unexpected',
    message: expect.stringContaining('smaller frame height') as unknown,
  });
});
