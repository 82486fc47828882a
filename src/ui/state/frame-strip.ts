import type { FrameRecord, Picture } from '../../domain/index.js';
import { createFrameDecoder, type FrameDecoder } from '../../frames/index.js';

/** Height of the frames shown with a question, in pixels. */
const stripHeight = 108;

let decoder: FrameDecoder | null = null;
let turn: Promise<unknown> = Promise.resolve();

/**
 * Decodes frames again to show them, in a decoder of its own so that a run is not disturbed. One strip
 * at a time.
 * @param onFrame called with each picture as it comes, in order
 * @throws AppError of the decoder; `cancelled`
 */
export function showFrames(
  file: File,
  frames: readonly FrameRecord[],
  onFrame: (at: number, picture: Picture) => void,
  signal: AbortSignal,
): Promise<void> {
  const work = async () => {
    if (signal.aborted) return;
    decoder ??= createFrameDecoder();
    await decoder.open(file, { signal });
    const requests = frames.map(({ index }) => ({ index, heights: [stripHeight] }));
    let at = 0;
    for await (const { picture } of decoder.frames(requests, signal)) onFrame(at++, picture);
  };
  const result = turn.then(work);
  turn = result.catch(() => undefined);
  return result;
}
