import type { Picture } from '../../src/domain/index.js';
import manifest from '../fixtures/clips/clips.json' with { type: 'json' };

/** The clips that scripts/make-clips.mjs made, in the browser. */

const urls = import.meta.glob<string>('../fixtures/clips/*', {
  query: '?url',
  import: 'default',
  eager: true,
});

export async function clipBytes(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(urls[`../fixtures/clips/${name}`] ?? name);
  if (!response.ok) throw new Error(`No fixture ${name}: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** A clip as the visitor would give it, under a name of its own if need be. */
export async function clipFile(name: string, givenName = name): Promise<File> {
  return new File([await clipBytes(name)], givenName);
}

export interface IndexClip {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** What native ffmpeg shows, in its order. */
  readonly numbers: readonly number[];
}

export interface ColourClip {
  readonly name: string;
  readonly frame: number;
  /** Name of the file with that frame's RGB bytes. */
  readonly rgb: string;
}

const entries = Object.entries(manifest);

export const indexClips: readonly IndexClip[] = entries.flatMap(([name, clip]) =>
  'numbers' in clip ? [{ name, ...clip }] : [],
);

export const colourClips: readonly ColourClip[] = entries.flatMap(([name, clip]) =>
  'rgb' in clip ? [{ name, ...clip }] : [],
);

/** The number burnt into a frame of an index clip: 12 blocks, most significant first, 6 in a row. */
export function burntNumber({ width, height, data }: Picture): number {
  let number = 0;
  for (let block = 0; block < 12; block++) {
    const x = Math.floor((((block % 6) + 0.5) * width) / 6);
    const y = Math.floor(((Math.floor(block / 6) + 0.5) * height) / 2);
    number = number * 2 + ((data[(y * width + x) * 3] ?? 0) > 127 ? 1 : 0);
  }
  return number;
}

/** Peak signal-to-noise ratio in dB; Infinity for equal bytes. */
export function psnr(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return 0;
  let sum = 0;
  for (const [i, value] of a.entries()) sum += (value - (b[i] ?? 0)) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / a.length));
}
