import type { Orientation } from '../orientation.js';
import { textAt, viewOf } from './bytes.js';
import { asItLies } from './source.js';

/** What makes upright a picture whose EXIF orientation is 1 to 8 (EXIF 2.32, 4.6.4 A): the place in this list. */
const orientations: readonly Orientation[] = [
  asItLies,
  { mirrored: true, rotation: 0 },
  { mirrored: false, rotation: 180 },
  { mirrored: true, rotation: 180 },
  { mirrored: true, rotation: 270 },
  { mirrored: false, rotation: 90 },
  { mirrored: true, rotation: 90 },
  { mirrored: false, rotation: 270 },
];

const orientationTag = 0x0112;
const [short, long] = [3, 4];

/** The number under the orientation tag of the first directory; null where there is none or the data is damaged. */
function inExif(exif: Uint8Array): number | null {
  const marked = exif.length > 6 && textAt(exif, 0, 6) === 'Exif\0\0';
  const view = viewOf(marked ? exif.subarray(6) : exif);
  if (view.byteLength < 8) return null;
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return null;
  const count = view.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > view.byteLength) return null;
    if (view.getUint16(entry, little) !== orientationTag) continue;
    const type = view.getUint16(entry + 2, little);
    if (type === short) return view.getUint16(entry + 8, little);
    return type === long ? view.getUint32(entry + 8, little) : null;
  }
  return null;
}

function inXmp(xmp: Uint8Array): number | null {
  const found = /tiff:Orientation(?:="|>)([0-9])/.exec(new TextDecoder('latin1').decode(xmp));
  return found ? Number(found[1]) : null;
}

/**
 * What a file's metadata say about which way up it is, as `PIL.ImageOps.exif_transpose` understands them: the EXIF
 * tag, and where there is none, XMP's. Anything but 1 to 8 is taken for 1.
 */
export function orientationOfMetadata(
  exif: Uint8Array | null,
  xmp: Uint8Array | null,
): Orientation {
  const number = (exif && inExif(exif)) ?? (xmp && inXmp(xmp)) ?? 1;
  return orientations[number - 1] ?? asItLies;
}
