import createCore, { type FfmpegModule } from '@ffmpeg/core';
import packedWasmUrl from '@ffmpeg/core/wasm?packed';
import { AppError } from '../domain/index.js';
import { exposeInWorker, fetchPackedWasm, transfer } from '../lib/index.js';
import { fed, output, type Finished, type Task } from './ffmpeg-task.js';
import { Pieces } from './pieces.js';
import { readAhead } from './read-ahead.js';

/** ffmpeg.wasm, one run at a time, for many videos one after another. */

/** Lines of the log kept per run: enough to see what went wrong, bounded when every frame complains. */
const mostLogLines = 2000;

let core: FfmpegModule | null = null;
let mounted = false;
let log: string[] = [];
let written = new Pieces(1);

async function load(): Promise<void> {
  const compiled = await WebAssembly.compile(await fetchPackedWasm(packedWasmUrl));
  core = await createCore({
    // Neither the module's own URL, which would have to be a whole 32 MB file, nor a copy of its bytes that stays.
    instantiateWasm: (imports, receive) => {
      const instance = new WebAssembly.Instance(compiled, imports);
      receive(instance);
      return instance.exports;
    },
  });
  core.setLogger(({ message }) => {
    if (log.length < mostLogLines) log.push(message);
  });
  const { FS } = core;
  readAhead(FS);
  FS.mkdir('/in');
  // A file in memory would be copied each time that it grows.
  const device = FS.makedev(64, 0);
  FS.registerDevice(device, {
    open: () => undefined,
    close: () => undefined,
    write: (_stream, heap, offset, length) => {
      written.add(heap.subarray(offset, offset + length));
      return length;
    },
  });
  FS.mkdev(output, 0o666, device);
}

/** Mounts a video in the place of the one before; it is read where it lies, whatever its size. */
function mount(video: File): void {
  const { FS } = loaded();
  unmount();
  FS.mount(FS.filesystems.WORKERFS, { blobs: [{ name: 'video', data: video }] }, '/in');
  mounted = true;
}

function unmount(): void {
  if (mounted) loaded().FS.unmount('/in');
  mounted = false;
}

function loaded(): FfmpegModule {
  if (!core) throw new AppError('unexpected', 'The decoder was used before it was loaded.');
  return core;
}

/**
 * ffmpeg ends every run by an exception, which leaves the stack of C where it was thrown: 82 to 123 runs use it up.
 * Core 0.12.10 exports `stackSave` and `stackRestore` under these names.
 * @returns null where they are not what they are taken for
 */
function stackOf({ asm, HEAPU8 }: FfmpegModule): (() => void) | null {
  const { Da: save, Ea: restore } = asm as {
    readonly Da?: () => unknown;
    readonly Ea?: (pointer: unknown) => void;
  };
  const before = typeof save === 'function' && typeof restore === 'function' ? save() : null;
  if (typeof before !== 'number' || before <= 0 || before > HEAPU8.length) return null;
  return () => {
    restore?.(before);
  };
}

/** One run. Its return code says little: judge it by what it wrote. @throws when the core traps: it is of no more use */
function run({ program, args, pieceBytes, packets }: Task): Finished {
  const module = loaded();
  log = [];
  written = new Pieces(pieceBytes);
  const restore = stackOf(module);
  if (packets) module.FS.writeFile(fed, packets, { canOwn: true });
  try {
    if (program === 'ffmpeg') module.exec(...args);
    else module.ffprobe(...args);
  } finally {
    if (packets) module.FS.unlink(fed);
  }
  restore?.();
  const pieces = written.all();
  const { ret: code } = module;
  module.reset();
  const result: Finished = {
    ...{ code, log, pieces },
    memory: module.HEAPU8.length,
    restored: restore !== null,
  };
  return transfer(
    result,
    pieces.map(({ buffer }) => buffer),
  );
}

const api = { load, mount, unmount, run };

export type FfmpegWorkerApi = typeof api;

exposeInWorker(api);
