import type { FileSystem } from '@ffmpeg/core';

/** Of workers only, and so not among the types of the page. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/**
 * ffmpeg reads 32 KiB at a time, and every read of a File asks another process: that cost more than half the time of
 * listing a video's packets.
 */
const blockBytes = 1024 * 1024;

/** Sound and pictures may lie apart, and an index at the end. */
const blocksKept = 4;

/** Makes the file system that files are mounted with (WORKERFS) read whole blocks and keep the last few. */
export function readAhead({ filesystems }: FileSystem): void {
  const reader = new FileReaderSync();
  let file: Blob | null = null;
  const kept = new Map<number, Uint8Array>();

  const block = (contents: Blob, number: number): Uint8Array => {
    if (contents !== file) kept.clear();
    file = contents;
    const start = number * blockBytes;
    const bytes =
      kept.get(number) ??
      new Uint8Array(reader.readAsArrayBuffer(contents.slice(start, start + blockBytes)));
    // The one used last is put last; the first is dropped.
    kept.delete(number);
    kept.set(number, bytes);
    for (const oldest of kept.keys()) {
      if (kept.size <= blocksKept) break;
      kept.delete(oldest);
    }
    return bytes;
  };

  filesystems.WORKERFS.stream_ops.read = ({ node }, heap, offset, length, position) => {
    const end = Math.min(position + length, node.size);
    let at = position;
    while (at < end) {
      const number = Math.floor(at / blockBytes);
      const start = at - number * blockBytes;
      const some = block(node.contents, number).subarray(start, start + end - at);
      if (some.length === 0) break;
      heap.set(some, offset + at - position);
      at += some.length;
    }
    return Math.max(at - position, 0);
  };
}
