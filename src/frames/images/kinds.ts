import type { Picture } from '../../domain/index.js';
import { bmpSource } from './bmp.js';
import { textAt } from './bytes.js';
import { gifSource } from './gif.js';
import { jpegSource } from './jpeg.js';
import { pngSource } from './png.js';
import { dropAlpha, type ImageSource } from './source.js';
import { webpSource } from './webp.js';

/** How files of the kinds that are read begin, whatever their name says. */
const kinds: readonly {
  readonly begins: RegExp;
  readonly read: (bytes: Uint8Array<ArrayBuffer>) => ImageSource | Picture;
}[] = [
  { begins: /^\x89PNG\r\n/, read: pngSource },
  { begins: /^\xff\xd8\xff/, read: jpegSource },
  { begins: /^RIFF[^]{4}WEBP/, read: webpSource },
  { begins: /^GIF8[79]a/, read: gifSource },
  { begins: /^BM/, read: bmpSource },
  {
    begins: /^[^]{4}ftyp[^]*avi[fs]/,
    read: (bytes) => ({ bytes, orientation: null, toPicture: dropAlpha }),
  },
];

/**
 * Understands an image file as far as browsers would read it in another way than Pillow.
 * @returns what is left for the browser to decode, or the picture; null for a file of none of these kinds
 * @throws RangeError where the file is cut off
 */
export function imageSource(bytes: Uint8Array<ArrayBuffer>): ImageSource | Picture | null {
  const start = textAt(bytes, 0, Math.min(bytes.length, 32));
  return kinds.find(({ begins }) => begins.test(start))?.read(bytes) ?? null;
}
