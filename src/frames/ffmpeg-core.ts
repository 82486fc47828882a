import { AppError } from '../domain/index.js';
import { transfer, WorkerClient } from '../lib/index.js';
import { input, output, type Finished, type Task } from './ffmpeg-task.js';
import type { FfmpegWorkerApi } from './ffmpeg.worker.js';
import workerUrl from './ffmpeg.worker.js?worker&url';

/** Where the core's stack cannot be put back, it traps after 82 to 123 runs: it is loaded afresh well before. */
const runsPerLeakingCore = 40;

/** Memory of wasm never shrinks: after a video that took more, the next one gets a fresh core. */
const mostMemoryKept = 192 * 1024 * 1024;

/** Compiling takes seconds on a slow machine; a worker whose script is missing never answers. */
const loadDeadlineMs = 60_000;

const textPieceBytes = 256 * 1024;

/** A worker with a core in it. */
class Engine {
  readonly worker: WorkerClient<FfmpegWorkerApi>;
  busy = false;
  runs = 0;
  memory = 0;
  restored = true;

  private constructor(worker: WorkerClient<FfmpegWorkerApi>) {
    this.worker = worker;
  }

  /** @throws AppError `decode-failed`, `network` */
  static async start(): Promise<Engine> {
    // Inside a worker, which itself starts from a blob, only this module's own URL resolves relative ones.
    const url = new URL(workerUrl, import.meta.url).href;
    const worker = new WorkerClient<FfmpegWorkerApi>(url, 'ffmpeg');
    try {
      await worker.call((api) => api.load(), { deadlineMs: loadDeadlineMs });
      return new Engine(worker);
    } catch (thrown) {
      worker.end();
      if (thrown instanceof AppError && thrown.code === 'network') throw thrown;
      throw new AppError(
        'decode-failed',
        `The decoder ffmpeg.wasm did not start: ${String(thrown)}. Reload the page.`,
        { cause: thrown },
      );
    }
  }

  get worn(): boolean {
    return !this.restored && this.runs >= runsPerLeakingCore;
  }

  async run(task: Task): Promise<Finished> {
    this.busy = true;
    this.runs++;
    const given = task.packets ? transfer(task, [task.packets.buffer]) : task;
    const finished = await this.worker.call((api) => api.run(given));
    this.busy = false;
    this.memory = finished.memory;
    this.restored = finished.restored;
    return finished;
  }
}

/** The core that the last video left: loading one takes longer than many a video. */
let spare: Engine | null = null;

/** ffmpeg.wasm with one file mounted read-only: it is read in place, whatever its size. */
export class FfmpegCore {
  readonly #file: File;
  #engine: Engine | null = null;
  #ended = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: File) {
    this.#file = file;
  }

  /** Bytes of wasm memory that the core held after its last run. */
  get memory(): number {
    return this.#engine?.memory ?? 0;
  }

  /** Runs ffmpeg. @param pieceBytes of what it writes to `output`: of one picture, say; @param packets for `fed` */
  run(
    args: readonly string[],
    pieceBytes: number,
    packets: Uint8Array<ArrayBuffer> | null = null,
  ): Promise<Finished> {
    return this.#inCore({ program: 'ffmpeg', args, pieceBytes, packets });
  }

  /** Runs ffprobe on the file and gives what it printed. */
  async probe(args: readonly string[]): Promise<{ text: string; log: readonly string[] }> {
    const { pieces, log } = await this.#inCore({
      program: 'ffprobe',
      args: [...args, '-o', output, input],
      pieceBytes: textPieceBytes,
      packets: null,
    });
    return { text: await new Blob([...pieces]).text(), log };
  }

  /** Lets go of the file; what is running rejects with `cancelled`. */
  end(): void {
    this.#ended = true;
    const engine = this.#engine;
    this.#engine = null;
    if (!engine) return;
    if (spare || engine.busy || engine.memory > mostMemoryKept || !engine.worker.alive) {
      engine.worker.end();
      return;
    }
    spare = engine;
    // The next video takes its place, if nothing else does: until then it would be kept from being freed.
    engine.worker.call((api) => api.unmount()).catch(() => undefined);
  }

  /** One run after another: a core that trapped is replaced before the next one. */
  #inCore(task: Task): Promise<Finished> {
    const finished = this.#last.then(() => this.#attempt(task));
    this.#last = finished.catch(() => undefined);
    return finished;
  }

  /** @throws AppError `decode-failed` when the core traps: with packets at once, else twice in a row */
  async #attempt(task: Task): Promise<Finished> {
    for (let attempt = 1; ; attempt++) {
      const engine = await this.#ready();
      this.#refuseEnded();
      try {
        return await engine.run(task);
      } catch (thrown) {
        engine.worker.end();
        this.#engine = null;
        this.#refuseEnded();
        // Packets were moved into the worker that is no more.
        if (attempt < 2 && !task.packets) continue;
        throw new AppError(
          'decode-failed',
          `The decoder broke down on ${this.#file.name} (${String(thrown)}). Convert the video to H.264 in MP4 and give that.`,
          { cause: thrown },
        );
      }
    }
  }

  async #ready(): Promise<Engine> {
    if (this.#engine?.worn) {
      this.#engine.worker.end();
      this.#engine = null;
    }
    this.#refuseEnded();
    if (this.#engine) return this.#engine;
    const kept = spare?.worker.alive ? spare : null;
    spare = null;
    const engine = kept ?? (await Engine.start());
    this.#engine = engine;
    if (this.#ended) this.end();
    this.#refuseEnded();
    await engine.worker.call((api) => api.mount(this.#file));
    return engine;
  }

  #refuseEnded(): void {
    if (this.#ended)
      throw new AppError('cancelled', `${this.#file.name} was closed while it was being decoded.`);
  }
}
