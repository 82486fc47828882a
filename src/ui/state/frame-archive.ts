import { zipSync } from 'fflate';
import { AppError } from '../../domain/index.js';
import type { TakenFrames } from './frame-tool.svelte.js';

/** What one archive may hold: it is made in memory. */
const mostBytes = 2 ** 31 - 2 ** 20;

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/** What was taken as JSON: the video as the decoder knows it, what was asked for, and a line a frame. */
function describe({ video, wish, info, frames, milliseconds }: TakenFrames): string {
  const { codec, width, height, n, duration, rotation, pixelAspect, decoder } = info;
  const description = {
    video,
    ...{ codec, width, height, n, duration, rotation, pixelAspect, decoder },
    framesAsked: wish.frames,
    heightAsked: wish.height,
    sampling: wish.sampling,
    decoderAsked: wish.decoder,
    frames: frames.map((frame) => ({
      file: frame.file,
      index: frame.index,
      time: frame.time,
      decoder: frame.decoder,
      milliseconds: rounded(frame.milliseconds),
    })),
    milliseconds: {
      open: rounded(milliseconds.open),
      frames: rounded(milliseconds.frames),
      total: rounded(milliseconds.total),
    },
  };
  return JSON.stringify(description, null, 2) + '\n';
}

/**
 * A zip of the PNG files and `frames.json`. PNG is packed already: it is stored as it is.
 * @throws AppError `out-of-memory` where they are more than an archive made in memory can hold
 */
export async function frameArchive(taken: TakenFrames): Promise<Blob> {
  const bytes = taken.frames.reduce((sum, { png }) => sum + png.size, 0);
  if (bytes > mostBytes)
    throw new AppError(
      'out-of-memory',
      `These frames take ${(bytes / 1e9).toFixed(1)} GB, more than one archive can hold here. Take fewer frames or choose a smaller height.`,
    );
  const files: Record<string, Uint8Array> = {};
  for (const { file, png } of taken.frames) files[file] = new Uint8Array(await png.arrayBuffer());
  files['frames.json'] = new TextEncoder().encode(describe(taken));
  return new Blob([zipSync(files, { level: 0 })], { type: 'application/zip' });
}
