import { FFFSType, FFmpeg } from '@ffmpeg/ffmpeg';
import classWorkerUrl from '@ffmpeg/ffmpeg/worker?worker&url';
import coreUrl from '@ffmpeg/core?url';
import packedWasmUrl from '@ffmpeg/core/wasm?packed';
import { AppError } from '../domain/index.js';
import { fetchPackedWasm } from '../lib/index.js';

/** Where the video lies inside ffmpeg: its own name could hold anything. */
export const input = '/in/video';

/** The core leaks its stack at every run and traps after 82 to 123 of them: it is loaded afresh well before. */
const runsPerCore = 40;

/** Compiling takes seconds on a slow machine; a worker whose script is missing never answers. */
const loadDeadlineMs = 60_000;

/** Lines of the log kept per run: enough to see what went wrong, bounded when every frame complains. */
const mostLogLines = 2000;

/** Workers start from a blob, against which no relative URL resolves; this module's own URL does. */
const absolute = (url: string): string => new URL(url, import.meta.url).href;

let wasm: Promise<string> | null = null;

/** Unpacked once per worker; every core is loaded from the same blob. */
async function wasmUrl(): Promise<string> {
  wasm ??= fetchPackedWasm(packedWasmUrl).then((bytes) =>
    URL.createObjectURL(new Blob([bytes], { type: 'application/wasm' })),
  );
  return wasm.catch((thrown: unknown) => {
    wasm = null;
    throw thrown;
  });
}

/** A policy in a meta tag does not bind a worker loaded by URL; one started from a blob inherits it. */
const classWorkerBlobUrl = (): string =>
  URL.createObjectURL(
    new Blob([`import ${JSON.stringify(absolute(classWorkerUrl))};`], { type: 'text/javascript' }),
  );

export interface Finished {
  readonly code: number;
  /** What ffmpeg said, by line. */
  readonly log: readonly string[];
}

/**
 * ffmpeg.wasm with one file mounted read-only (WORKERFS: it is read in place, whatever its size).
 * @see https://ffmpegwasm.netlify.app/docs/overview
 */
export class FfmpegCore {
  readonly #file: File;
  #ffmpeg: FFmpeg | null = null;
  #ended = false;
  #runs = 0;
  #log: string[] = [];

  constructor(file: File) {
    this.#file = file;
  }

  /** Runs ffmpeg. Its return code says little: judge it by what it wrote. */
  run(args: readonly string[]): Promise<Finished> {
    return this.#inCore((ffmpeg) => ffmpeg.exec([...args]));
  }

  /** Runs ffprobe and gives what it printed. */
  async probe(args: readonly string[]): Promise<{ output: string; log: readonly string[] }> {
    const { log } = await this.#inCore((ffmpeg) =>
      ffmpeg.ffprobe([...args, '-o', '/probe', input]),
    );
    const output = (await this.read('/probe')) ?? new Uint8Array();
    return { output: new TextDecoder().decode(output), log };
  }

  /** Takes a file out of ffmpeg's memory; null where there is none. */
  async read(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const ffmpeg = this.#ffmpeg;
    if (!ffmpeg) return null;
    try {
      const bytes = await ffmpeg.readFile(path);
      await ffmpeg.deleteFile(path);
      // A copy only where the type demands one: what comes from another worker is never shared memory.
      return typeof bytes === 'string' ? null : new Uint8Array(bytes.buffer as ArrayBuffer);
    } catch {
      return null;
    }
  }

  /** Ends it for good; what is running rejects with `cancelled`. */
  end(): void {
    this.#ended = true;
    this.#drop();
  }

  #drop(): void {
    this.#ffmpeg?.terminate();
    this.#ffmpeg = null;
  }

  /** @throws AppError `decode-failed` when the core traps twice in a row */
  async #inCore(run: (ffmpeg: FFmpeg) => Promise<number>): Promise<Finished> {
    for (let attempt = 1; ; attempt++) {
      const ffmpeg = await this.#ready();
      this.#runs++;
      this.#log = [];
      try {
        const code = await run(ffmpeg);
        return { code, log: this.#log };
      } catch (thrown) {
        this.#drop();
        if (attempt < 2) continue;
        throw new AppError(
          'decode-failed',
          `The decoder broke down twice on ${this.#file.name} (${String(thrown)}). Convert the video to H.264 in MP4 and give that.`,
          { cause: thrown },
        );
      }
    }
  }

  async #ready(): Promise<FFmpeg> {
    if (this.#ended)
      throw new AppError('cancelled', `${this.#file.name} was closed while it was being decoded.`);
    if (this.#runs >= runsPerCore) this.#drop();
    if (this.#ffmpeg) return this.#ffmpeg;
    this.#runs = 0;
    const ffmpeg = new FFmpeg();
    ffmpeg.on('log', ({ message }) => {
      if (this.#log.length < mostLogLines) this.#log.push(message);
    });
    const classWorker = classWorkerBlobUrl();
    try {
      const urls = { coreURL: absolute(coreUrl), wasmURL: await wasmUrl() };
      await ffmpeg.load(
        { ...urls, classWorkerURL: classWorker },
        { signal: AbortSignal.timeout(loadDeadlineMs) },
      );
      await ffmpeg.createDir('/in');
      await ffmpeg.mount(
        FFFSType.WORKERFS,
        { blobs: [{ name: 'video', data: this.#file }] },
        '/in',
      );
    } catch (thrown) {
      ffmpeg.terminate();
      if (thrown instanceof AppError) throw thrown;
      throw new AppError(
        'decode-failed',
        `The decoder ffmpeg.wasm did not start: ${String(thrown)}. Reload the page.`,
        {
          cause: thrown,
        },
      );
    } finally {
      URL.revokeObjectURL(classWorker);
    }
    this.#ffmpeg = ffmpeg;
    return ffmpeg;
  }
}
