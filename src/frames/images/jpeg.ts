import { joined, slice, textAt, viewOf } from './bytes.js';
import { orientationOfMetadata } from './exif.js';
import { dropAlpha, type ImageSource } from './source.js';

const [app1, app2, startOfScan, endOfImage] = [0xe1, 0xe2, 0xda, 0xd9];
const xmpName = 'http://ns.adobe.com/xap/1.0/\0';

/**
 * Leaves out EXIF, XMP and colour profiles.
 * @throws RangeError where the file is cut off before its pictures
 * @see ITU-T T.81, annex B
 */
export function jpegSource(bytes: Uint8Array<ArrayBuffer>): ImageSource {
  const view = viewOf(bytes);
  const kept = [slice(bytes, 0, 2)];
  let exif: Uint8Array | null = null;
  let xmp: Uint8Array | null = null;
  let at = 2;
  for (;;) {
    // Bytes between segments, and 0xFF that fills up before a marker.
    while (view.getUint8(at) !== 0xff || view.getUint8(at + 1) === 0xff) at++;
    const marker = view.getUint8(at + 1);
    if (marker === startOfScan || marker === endOfImage) break;
    // 0xFF00 and the markers without a segment.
    if (marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    const end = at + 2 + view.getUint16(at + 2);
    const segment = slice(bytes, at, end);
    if (marker === app1) {
      const body = segment.subarray(4);
      if (body.length > 6 && textAt(body, 0, 6) === 'Exif\0\0') exif ??= body;
      else if (body.length > xmpName.length && textAt(body, 0, xmpName.length) === xmpName)
        xmp ??= body;
    } else if (marker !== app2) kept.push(segment);
    at = end;
  }
  return {
    bytes: joined([...kept, bytes.subarray(at)]),
    orientation: orientationOfMetadata(exif, xmp),
    toPicture: dropAlpha,
  };
}
