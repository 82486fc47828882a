/**
 * The list of contents at the end of a zip (APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16, zip64 with it), read by
 * slices: a zip may be larger than memory, and only what is needed of it is unpacked.
 */

/** `PK\x03\x04`, little-endian: how a zip with anything in it begins. */
export const zipMagic = 0x04034b50;

const endMagic = 0x06054b50;
const end64LocatorMagic = 0x07064b50;
const end64Magic = 0x06064b50;
const entryMagic = 0x02014b50;

const endLength = 22;
const end64LocatorLength = 20;
const longestComment = 0xffff;
const mostDirectoryBytes = 64 * 1024 * 1024;

export interface ZipEntry {
  /** With its folders, separated by `/`. */
  readonly path: string;
  readonly encrypted: boolean;
  /** 0: stored, 8: deflated; others are not read here. */
  readonly method: number;
  readonly crc32: number;
  /** Bytes in the zip, and unpacked as the zip says. */
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const viewOf = async (blob: Blob): Promise<DataView> => new DataView(await blob.arrayBuffer());

/**
 * Files of a zip, folders left out.
 * @throws Error when it is no zip, is cut off, or is one part of several
 */
export async function readZipDirectory(zip: Blob): Promise<ZipEntry[]> {
  const { offset, size } = await locateDirectory(zip);
  if (size > mostDirectoryBytes || offset + size > zip.size)
    throw new Error('its list of contents lies outside the file');
  const view = await viewOf(zip.slice(offset, offset + size));
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= view.byteLength && view.getUint32(at, true) === entryMagic;) {
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    const end = at + 46 + nameLength + extraLength;
    if (end > view.byteLength) throw new Error('its list of contents is cut off');
    const name = new Uint8Array(view.buffer, at + 46, nameLength);
    const path = decodeName(name).replaceAll('\\', '/');
    const large = zip64Fields(view, at, end - extraLength, end);
    if (!path.endsWith('/'))
      entries.push({
        path,
        encrypted: (view.getUint16(at + 8, true) & 1) === 1,
        method: view.getUint16(at + 10, true),
        crc32: view.getUint32(at + 16, true),
        ...large,
      });
    at = end + commentLength;
  }
  return entries;
}

async function locateDirectory(zip: Blob): Promise<{ offset: number; size: number }> {
  const tailStart = Math.max(0, zip.size - endLength - longestComment);
  const tail = await viewOf(zip.slice(tailStart));
  for (let at = tail.byteLength - endLength; at >= 0; at--) {
    if (tail.getUint32(at, true) !== endMagic) continue;
    const size = tail.getUint32(at + 12, true);
    const offset = tail.getUint32(at + 16, true);
    if (size !== 0xffffffff && offset !== 0xffffffff && tail.getUint16(at + 10, true) !== 0xffff)
      return { offset, size };
    const locatorAt = tailStart + at - end64LocatorLength;
    const locator = await viewOf(zip.slice(Math.max(0, locatorAt), Math.max(0, tailStart + at)));
    if (locator.byteLength < end64LocatorLength || locator.getUint32(0, true) !== end64LocatorMagic)
      return { offset, size };
    const end64At = Number(locator.getBigUint64(8, true));
    const end64 = await viewOf(zip.slice(end64At, end64At + 56));
    if (end64.byteLength < 56 || end64.getUint32(0, true) !== end64Magic) break;
    return {
      size: Number(end64.getBigUint64(40, true)),
      offset: Number(end64.getBigUint64(48, true)),
    };
  }
  throw new Error('it has no list of contents at its end');
}

/** Sizes and offset of an entry; what is too large for 32 bits is in the extra field with id 1. */
function zip64Fields(
  view: DataView,
  at: number,
  extraStart: number,
  extraEnd: number,
): Pick<ZipEntry, 'size' | 'packedSize' | 'offset'> {
  let large = extraEnd;
  for (let field = extraStart; field + 4 <= extraEnd;) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      large = field + 4;
      break;
    }
    field += 4 + length;
  }
  const sizeAt = (place: number): number => {
    const size = view.getUint32(place, true);
    if (size !== 0xffffffff || large + 8 > extraEnd) return size;
    large += 8;
    return Number(view.getBigUint64(large - 8, true));
  };
  const size = sizeAt(at + 24);
  const packedSize = sizeAt(at + 20);
  return { size, packedSize, offset: sizeAt(at + 42) };
}

/** UTF-8, whether the zip says so or not (macOS does not); else as most old archivers on Windows wrote it. */
function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Where an entry's packed bytes lie: its local header may be longer than the list says. */
export async function packedBytes(zip: Blob, entry: ZipEntry): Promise<Blob> {
  const header = await viewOf(zip.slice(entry.offset, entry.offset + 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== zipMagic)
    throw new Error('its list of contents does not fit its contents');
  const start = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + entry.packedSize > zip.size) throw new Error('it is cut off');
  return zip.slice(start, start + entry.packedSize);
}
