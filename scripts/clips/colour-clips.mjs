/**
 * Clips of one test picture in several kinds of colour. Each comes with one frame's RGB bytes, computed here from native
 * ffmpeg's planes by inverting the definition of Y, Cb and Cr.
 */
import { ffmpeg, write } from './tools.mjs';

/** Inverse of a 3 by 3 matrix, by cofactors. */
function inverse([[a, b, c], [d, e, f], [g, h, i]]) {
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ].map((row) => row.map((value) => value / det));
}

/** RGB bytes of a frame's planes: Y = kr R + kg G + kb B, Cb = (B - Y) / 2(1 - kb), Cr = (R - Y) / 2(1 - kr). */
function truth(planes, { width, height, bits = 8, across = 2, down = 2, kr, kb, full }) {
  const kg = 1 - kr - kb;
  const [cb, cr] = [2 * (1 - kb), 2 * (1 - kr)];
  const backward = inverse([
    [kr, kg, kb],
    [-kr / cb, -kg / cb, (1 - kb) / cb],
    [(1 - kr) / cr, -kg / cr, -kb / cr],
  ]);
  const sample = (i) => (bits > 8 ? planes.readUInt16LE(2 * i) : planes[i]);
  const [cw, ch] = [Math.ceil(width / across), Math.ceil(height / down)];
  const unit = 2 ** (bits - 8);
  const top = 2 ** bits - 1;
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const chroma = width * height + Math.floor(y / down) * cw + Math.floor(x / across);
      const [v0, v1, v2] = [y * width + x, chroma, chroma + cw * ch].map(sample);
      const ycc = full
        ? [v0 / top, (v1 - 128 * unit) / top, (v2 - 128 * unit) / top]
        : [(v0 / unit - 16) / 219, (v1 / unit - 128) / 224, (v2 / unit - 128) / 224];
      backward.forEach((row, channel) => {
        const level = 255 * row.reduce((sum, weight, k) => sum + weight * ycc[k], 0);
        rgb[(y * width + x) * 3 + channel] = Math.min(255, Math.max(0, Math.round(level)));
      });
    }
  return rgb;
}

const [bt601, bt709, bt2020, smpte240m] = [
  { kr: 0.299, kb: 0.114 },
  { kr: 0.2126, kb: 0.0722 },
  { kr: 0.2627, kb: 0.0593 },
  { kr: 0.212, kb: 0.087 },
];
const tagged = (matrix, range = 'tv') => ['-colorspace', matrix, '-color_range', range];
const x264 = ['-c:v', 'libx264', '-crf', '20', '-bf', '2'];
const vp8 = ['-c:v', 'libvpx', '-crf', '10', '-b:v', '400k'];
const vp9 = ['-c:v', 'libvpx-vp9', '-crf', '30', '-b:v', '0'];
const av1 = ['-c:v', 'libaom-av1', '-cpu-used', '8', '-crf', '30'];

/** 64 by 48, `yuv420p`, H.264 unless told. */
const clips = {
  'colour-untagged.mp4': bt601,
  'colour-untagged.mpegts': bt601,
  'colour-601.mp4': { ...bt601, args: tagged('smpte170m') },
  'colour-709.mp4': { ...bt709, args: tagged('bt709') },
  'colour-709.mkv': { ...bt709, args: tagged('bt709') },
  'colour-709.mpegts': { ...bt709, args: tagged('bt709') },
  'colour-240.mp4': { ...smpte240m, args: tagged('smpte240m') },
  'colour-full.mp4': { ...bt709, full: true, pixels: 'yuvj420p', args: tagged('bt709', 'pc') },
  'colour-full-untagged.mp4': { ...bt601, full: true, pixels: 'yuvj420p', args: [] },
  'colour-10bit.mp4': { ...bt709, bits: 10, pixels: 'yuv420p10le', args: tagged('bt709') },
  'colour-2020.mp4': { ...bt2020, bits: 10, pixels: 'yuv420p10le', args: tagged('bt2020nc') },
  'colour-422.mp4': { ...bt709, down: 1, pixels: 'yuv422p', args: tagged('bt709') },
  'colour-422-10bit.mp4': {
    ...{ ...bt709, bits: 10, down: 1, pixels: 'yuv422p10le' },
    args: tagged('bt709'),
  },
  'colour-444.mp4': { ...bt601, across: 1, down: 1, pixels: 'yuv444p', args: tagged('smpte170m') },
  'colour-odd.webm': { ...bt601, width: 63, height: 47, codec: vp9 },
  'colour-vp8.webm': { ...bt601, codec: vp8 },
  'colour-vp9-709.webm': { ...bt709, codec: vp9, args: tagged('bt709') },
  'colour-vp9-full.webm': { ...bt709, full: true, codec: vp9, args: tagged('bt709', 'pc') },
  'colour-vp9-10bit.webm': {
    ...{ ...bt2020, bits: 10, pixels: 'yuv420p10le', codec: vp9 },
    args: tagged('bt2020nc'),
  },
  'colour-vp9-444.webm': {
    ...{ ...bt709, across: 1, down: 1, pixels: 'yuv444p', codec: vp9 },
    args: tagged('bt709'),
  },
  'colour-av1.mp4': { ...bt601, codec: av1 },
  'colour-av1-709.webm': { ...bt709, codec: av1, args: tagged('bt709') },
  'colour-av1-full.mp4': { ...bt709, full: true, codec: av1, args: tagged('bt709', 'pc') },
  'colour-hevc-709.mp4': {
    ...{ ...bt709, args: [...tagged('bt709'), '-tag:v', 'hvc1'] },
    codec: ['-c:v', 'libx265', '-crf', '24', '-x265-params', 'log-level=error:info=0'],
  },
};

/** The frame whose colours are kept. */
const frame = 3;

/** Makes the clips and their RGB bytes. @returns what clips.json tells of each */
export function makeColourClips() {
  const manifest = {};
  for (const [name, given] of Object.entries(clips)) {
    const clip = { width: 64, height: 48, pixels: 'yuv420p', codec: x264, args: [], ...given };
    const { width, height, pixels, codec, args } = clip;
    // The source makes even sizes only. Its range is changed by scaling, else the tag would lie.
    const range = clip.full ? 'full' : 'limited';
    const source = `testsrc2=s=64x48:r=5:d=1,crop=${width}:${height}:0:0:exact=1,scale=out_range=${range}`;
    ffmpeg(['-f', 'lavfi', '-i', source, ...codec, '-pix_fmt', pixels, ...args, name]);
    const kept = ['-vf', `select=eq(n\\,${frame})`, '-frames:v', '1', '-f', 'rawvideo', '-'];
    const planes = ffmpeg(['-i', name, ...kept]);
    const rgb = `${name.replace('.', '-')}.rgb`;
    write(rgb, truth(planes, clip));
    manifest[name] = { width, height, frame, rgb };
  }
  return manifest;
}
