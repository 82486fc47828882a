import type { DecoderChoice } from '../../src/domain/index.js';
import { createFrameDecoder, type FrameDecoder } from '../../src/frames/index.js';

/** The page of `npm run bench -- frames`: takes frames of the picked video and says how long it took. */

interface Asked {
  readonly decoder: DecoderChoice;
  readonly indices: readonly number[];
  readonly height: number;
}

declare global {
  interface Window {
    takeFrames: (asked: Asked) => Promise<object>;
  }
}

/** Put before a worker's own script: tells how many packets went into its VideoDecoder whenever one is flushed. */
const counting = `
  let packets = 0;
  const { decode, flush } = VideoDecoder.prototype;
  VideoDecoder.prototype.decode = function (chunk) {
    packets++;
    return decode.call(this, chunk);
  };
  VideoDecoder.prototype.flush = function () {
    new BroadcastChannel('packets').postMessage(packets);
    packets = 0;
    return flush.call(this);
  };
`;

const script = (text: string): string =>
  URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));

let packets = 0;
new BroadcastChannel('packets').onmessage = ({ data }: MessageEvent<number>) => {
  packets += data;
};

globalThis.Worker = class extends Worker {
  constructor(url: string | URL, options?: WorkerOptions) {
    const imports = [script(counting), String(url)].map(
      (from) => `import ${JSON.stringify(from)};`,
    );
    super(options?.name === 'WebCodecs' ? script(imports.join('\n')) : url, options);
  }
};

/** One for each, so that both are warm. */
const decoders = new Map<DecoderChoice, FrameDecoder>();

globalThis.window.takeFrames = async ({ decoder, indices, height }) => {
  const file = document.querySelector('input')?.files?.[0];
  if (!file) throw new Error('No video was picked.');
  const used = decoders.get(decoder) ?? createFrameDecoder();
  decoders.set(decoder, used);
  packets = 0;
  const started = performance.now();
  await used.open(file, { decoder });
  const opened = performance.now();
  const times: number[] = [];
  for await (const frame of used.frames(indices.map((index) => ({ index, heights: [height] }))))
    times.push(frame.time);
  return {
    openMs: opened - started,
    framesMs: performance.now() - opened,
    times,
    packets: decoder === 'webcodecs' ? packets : null,
  };
};
