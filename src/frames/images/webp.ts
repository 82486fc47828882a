import { slice, textAt, viewOf } from './bytes.js';
import { orientationOfMetadata } from './exif.js';
import { dropAlpha, type ImageSource } from './source.js';

/**
 * Hides EXIF and XMP.
 * @throws RangeError where the file is cut off
 * @see RFC 9649
 */
export function webpSource(bytes: Uint8Array<ArrayBuffer>): ImageSource {
  const view = viewOf(bytes);
  const hidden = slice(bytes, 0, Math.min(bytes.length, view.getUint32(4, true) + 8));
  let exif: Uint8Array | null = null;
  let xmp: Uint8Array | null = null;
  for (let at = 12; at + 8 <= hidden.length;) {
    const name = textAt(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    const body = slice(bytes, at + 8, at + 8 + length);
    if (name === 'EXIF') exif ??= body;
    if (name === 'XMP ') xmp ??= body;
    // Readers pass over chunks that they do not know.
    if (name === 'EXIF' || name === 'XMP ') hidden.set([0x6e, 0x6f, 0x6e, 0x65], at);
    at += 8 + length + (length % 2);
  }
  return {
    bytes: hidden,
    orientation: orientationOfMetadata(exif, xmp),
    toPicture: dropAlpha,
  };
}
