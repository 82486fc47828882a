import workerUrl from './decode.worker.js?worker&url';
import type { FrameDecoder } from './decoder.js';
import { WorkerDecoder } from './worker-decoder.js';

/** A decoder for the page: everything heavy runs in a worker of its own, started by the first `open`. */
export function createFrameDecoder(): FrameDecoder {
  return new WorkerDecoder(workerUrl, 'decode');
}
