import * as comlink from 'comlink';
import { AppError, asAppError, type ErrorCode, type ErrorDetail } from '../domain/index.js';

/**
 * Calls into workers. comlink carries them; this adds what it lacks: errors keep their code, and no call
 * hangs because its worker died, ran past its deadline or is no longer wanted.
 */

interface ThrownValue {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: ErrorDetail | undefined;
}

const throwHandler = comlink.transferHandlers.get('throw');
if (!throwHandler) throw new Error('comlink has no throw handler: its version changed');
comlink.transferHandlers.set('throw', {
  canHandle: throwHandler.canHandle.bind(throwHandler),
  serialize: ({ value }: { value: unknown }) => {
    const { code, message, detail } = asAppError(value);
    return [{ code, message, detail } satisfies ThrownValue, []];
  },
  deserialize: ({ code, message, detail }: ThrownValue) => {
    throw new AppError(code, message, { detail });
  },
});

/** Exposes an object's methods to the page that started this worker. Values returned may be `transfer`red. */
export function exposeInWorker(api: object): void {
  comlink.expose(api);
}

/** An object's methods as they are called from the other side. */
export type Remote<Api extends object> = comlink.Remote<Api>;

/** Marks buffers of a value as moved, not copied, when it crosses to or from a worker. */
export const transfer = comlink.transfer;

/** Makes a callback callable from the worker. */
export const proxied = comlink.proxy;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** After this many milliseconds the call rejects with `timeout`. */
  readonly deadlineMs?: number;
}

/** A worker and typed calls into it. After `end` or a crash every call rejects; start a new one then. */
export class WorkerClient<Api extends object> {
  readonly #worker: Worker;
  readonly #remote: comlink.Remote<Api>;
  readonly #blobUrl: string;
  readonly #whenDead = new Set<(reason: AppError) => void>();
  #dead: AppError | null = null;

  /** @param moduleUrl the worker module's URL, as given by `?worker&url`; @param name shown in errors */
  constructor(moduleUrl: string, name: string) {
    // A policy in a meta tag does not bind a worker loaded by URL; one started from a blob inherits it.
    const absolute = new URL(moduleUrl, globalThis.location.href).href;
    const source = new Blob([`import ${JSON.stringify(absolute)};`], { type: 'text/javascript' });
    this.#blobUrl = URL.createObjectURL(source);
    this.#worker = new Worker(this.#blobUrl, { type: 'module', name });
    this.#remote = comlink.wrap<Api>(this.#worker);
    this.#worker.addEventListener('error', (event) => {
      const why = event.message ? `: ${event.message}` : '';
      this.end(new AppError('worker-crashed', `The ${name} worker stopped${why}.`));
    });
  }

  get alive(): boolean {
    return this.#dead === null;
  }

  /**
   * Runs one call. The worker goes on working after a `timeout` or `cancelled`: end it if it must not.
   * @throws AppError with the worker's own code, `timeout`, `cancelled` or `worker-crashed`
   */
  async call<T>(
    make: (api: comlink.Remote<Api>) => Promise<T>,
    { signal, deadlineMs }: CallOptions = {},
  ): Promise<T> {
    if (this.#dead) throw this.#dead;
    if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
    let timer: ReturnType<typeof setTimeout> | undefined;
    let settle: ((reason: AppError) => void) | undefined;
    const cancel = () => settle?.(new AppError('cancelled', 'Cancelled.'));
    const broken = new Promise<never>((_resolve, reject) => {
      settle = reject;
      this.#whenDead.add(reject);
      signal?.addEventListener('abort', cancel, { once: true });
      if (deadlineMs !== undefined)
        timer = setTimeout(() => {
          reject(new AppError('timeout', `No answer after ${Math.round(deadlineMs / 1000)} s.`));
        }, deadlineMs);
    });
    try {
      return await Promise.race([make(this.#remote), broken]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      if (settle) this.#whenDead.delete(settle);
    }
  }

  /** Ends the worker; pending calls reject with the reason. Safe to call twice. */
  end(reason = new AppError('cancelled', 'The worker was ended.')): void {
    if (this.#dead) return;
    this.#dead = reason;
    this.#worker.terminate();
    URL.revokeObjectURL(this.#blobUrl);
    for (const reject of this.#whenDead) reject(reason);
    this.#whenDead.clear();
  }
}
