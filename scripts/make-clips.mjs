/**
 * Makes the tiny clips of test/fixtures/clips with the system's ffmpeg (made with 5.1; needs libx264, libvpx, libaom):
 *
 *     node scripts/make-clips.mjs
 *
 * Index clips carry each frame's number as 12 black or white blocks, most significant first, 6 in a row.
 * clips.json tells, for each, which numbers native ffmpeg shows, in its order. Colour clips come with one frame's
 * RGB bytes, computed here from native ffmpeg's planes by inverting the definition of Y, Cb and Cr.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.join(
  path.dirname(path.dirname(fileURLToPath(import.meta.url))),
  'test/fixtures/clips',
);

/** No random identifiers: the same clips every time. */
const bitexact = ['-fflags', '+bitexact'];

const ffmpeg = (args, input) =>
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args.slice(0, -1), ...bitexact, args.at(-1)], {
    cwd: folder,
    input,
    maxBuffer: 2 ** 28,
  });

/** Grey pictures of `count` frames with their numbers. */
function numbered(count, width, height) {
  const frames = Buffer.alloc(count * width * height);
  for (let n = 0, at = 0; n < count; n++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        const block = Math.floor((y * 2) / height) * 6 + Math.floor((x * 6) / width);
        frames[at] = (n >> (11 - block)) & 1 ? 235 : 20;
      }
  return frames;
}

/** The numbers native ffmpeg shows, read back from its upright grey pictures. */
function shownNumbers(name, width, height) {
  const grey = ffmpeg([
    '-i',
    name,
    '-map',
    '0:v:0',
    '-vsync',
    '0',
    '-pix_fmt',
    'gray',
    '-f',
    'rawvideo',
    '-',
  ]);
  const size = width * height;
  return Array.from({ length: grey.length / size }, (_, frame) => {
    let number = 0;
    for (let block = 0; block < 12; block++) {
      const x = Math.floor((((block % 6) + 0.5) * width) / 6);
      const y = Math.floor(((Math.floor(block / 6) + 0.5) * height) / 2);
      number = number * 2 + (grey[frame * size + y * width + x] > 127 ? 1 : 0);
    }
    return number;
  });
}

const x264 = ['-c:v', 'libx264', '-preset', 'slow', '-crf', '30', '-bf', '3', '-g', '25'];
const index = {
  'h264.mp4': { count: 150, args: [...x264, '-pix_fmt', 'yuv420p', '-movflags', '+faststart'] },
  'h264-moov-last.mp4': { count: 30, args: [...x264, '-pix_fmt', 'yuv420p'] },
  'h264-one-key.mkv': { count: 60, args: [...x264, '-pix_fmt', 'yuv420p', '-g', '600'] },
  'h264-late.mkv': { count: 40, args: [...x264, '-pix_fmt', 'yuv420p', '-output_ts_offset', '5'] },
  'h264-late.mp4': { count: 40, args: [...x264, '-pix_fmt', 'yuv420p', '-output_ts_offset', '5'] },
  'h264-vfr.mp4': {
    count: 60,
    args: [
      '-vf',
      'select=lt(n\\,20)+not(mod(n\\,4))',
      '-vsync',
      'vfr',
      ...x264,
      '-pix_fmt',
      'yuv420p',
    ],
  },
  'h264-10bit.mp4': { count: 20, args: [...x264, '-pix_fmt', 'yuv420p10le'] },
  'h264-444.mp4': { count: 20, args: [...x264, '-pix_fmt', 'yuv444p'] },
  'h264-grey.mp4': { count: 20, args: [...x264, '-pix_fmt', 'gray'] },
  'h264-rotated.mp4': {
    count: 20,
    args: ['-vf', 'transpose=cclock', ...x264, '-pix_fmt', 'yuv420p'],
    rotate: 270,
  },
  'h264.mpegts': { count: 60, args: [...x264, '-pix_fmt', 'yuv420p', '-f', 'mpegts'] },
  'vp9-odd.webm': {
    ...{ count: 60, width: 97, height: 65 },
    args: [
      '-c:v',
      'libvpx-vp9',
      '-crf',
      '45',
      '-b:v',
      '0',
      '-auto-alt-ref',
      '1',
      '-lag-in-frames',
      '16',
    ],
  },
  // Without an index to seek by.
  'vp9-live.webm': {
    count: 60,
    args: ['-c:v', 'libvpx-vp9', '-crf', '45', '-b:v', '0', '-g', '20', '-live', '1'],
  },
  'vp8-hidden.webm': {
    count: 60,
    args: [
      '-c:v',
      'libvpx',
      '-b:v',
      '40k',
      '-auto-alt-ref',
      '1',
      '-lag-in-frames',
      '16',
      '-g',
      '30',
    ],
  },
  'mpeg4.avi': { count: 50, args: ['-c:v', 'mpeg4', '-bf', '2', '-q:v', '10'] },
  'xvid.avi': { count: 50, args: ['-c:v', 'libxvid', '-bf', '2', '-q:v', '10'] },
  'wmv2.wmv': { count: 50, args: ['-c:v', 'wmv2', '-q:v', '10'] },
  'mpeg2.mpg': { count: 50, args: ['-c:v', 'mpeg2video', '-bf', '2', '-q:v', '10'] },
  'flv1.flv': { count: 50, args: ['-c:v', 'flv', '-q:v', '10'] },
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const manifest = {};
for (const [name, { count, width = 96, height = 64, args, rotate }] of Object.entries(index)) {
  const grey = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', '25'];
  ffmpeg([...grey, '-i', '-', ...args, name], numbered(count, width, height));
  if (rotate) {
    // Only a copy takes the display matrix that this writes.
    renameSync(path.join(folder, name), path.join(folder, `upright-${name}`));
    ffmpeg(['-i', `upright-${name}`, '-c', 'copy', '-metadata:s:v', `rotate=${rotate}`, name]);
    rmSync(path.join(folder, `upright-${name}`));
  }
  manifest[name] = { width, height, numbers: shownNumbers(name, width, height) };
}

// Cut by copying packets: an edit list hides what comes before the cut.
ffmpeg(['-ss', '1.5', '-i', 'h264.mp4', '-c', 'copy', 'h264-edited.mp4']);
manifest['h264-edited.mp4'] = {
  ...{ width: 96, height: 64 },
  numbers: shownNumbers('h264-edited.mp4', 96, 64),
};
// Cut in the middle of a group of pictures, at a packet's border.
const stream = readFileSync(path.join(folder, 'h264.mpegts'));
const middle = Math.floor(stream.length / 188 / 4) * 188;
writeFileSync(
  path.join(folder, 'h264-cut.mpegts'),
  Buffer.concat([stream.subarray(0, 188 * 3), stream.subarray(middle)]),
);
manifest['h264-cut.mpegts'] = {
  ...{ width: 96, height: 64 },
  numbers: shownNumbers('h264-cut.mpegts', 96, 64),
};

// Cut between two pictures: no reader sees an error.
const probe = '-v error -select_streams 0 -show_entries packet=pos -of csv=p=0 h264.mp4'.split(' ');
const positions = execFileSync('ffprobe', probe, { cwd: folder, encoding: 'utf8' }).split('\n');
writeFileSync(
  path.join(folder, 'h264-cut.mp4'),
  readFileSync(path.join(folder, 'h264.mp4')).subarray(0, Number(positions[100])),
);

const tone = ['-f', 'lavfi', '-i', 'sine=d=0.5'];
ffmpeg([...tone, '-c:a', 'aac', '-b:a', '16k', 'audio.m4a']);
const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=5:d=1'];
ffmpeg([...picture, '-c:v', 'libaom-av1', '-cpu-used', '8', '-crf', '50', 'av1.mp4']);

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
function truth(planes, { width, height, bits, sub, kr, kb, full }) {
  const kg = 1 - kr - kb;
  const [cb, cr] = [2 * (1 - kb), 2 * (1 - kr)];
  const backward = inverse([
    [kr, kg, kb],
    [-kr / cb, -kg / cb, (1 - kb) / cb],
    [(1 - kr) / cr, -kg / cr, -kb / cr],
  ]);
  const sample = (i) => (bits > 8 ? planes.readUInt16LE(2 * i) : planes[i]);
  const [cw, ch] = [Math.ceil(width / sub), Math.ceil(height / sub)];
  const unit = 2 ** (bits - 8);
  const top = 2 ** bits - 1;
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const chroma = width * height + Math.floor(y / sub) * cw + Math.floor(x / sub);
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

const tagged = (matrix, range) => ['-colorspace', matrix, '-color_range', range];
const [bt601, bt709] = [
  { kr: 0.299, kb: 0.114 },
  { kr: 0.2126, kb: 0.0722 },
];
const size = { width: 64, height: 48 };
const colours = {
  'colour-untagged.mp4': { ...size, ...bt601, bits: 8, sub: 2, pixels: 'yuv420p', tags: [] },
  'colour-709.mp4': {
    ...size,
    ...bt709,
    bits: 8,
    sub: 2,
    pixels: 'yuv420p',
    tags: tagged('bt709', 'tv'),
  },
  'colour-full.mp4': {
    ...size,
    ...bt709,
    bits: 8,
    sub: 2,
    pixels: 'yuvj420p',
    tags: tagged('bt709', 'pc'),
    full: true,
  },
  'colour-10bit.mp4': {
    ...size,
    ...bt709,
    bits: 10,
    sub: 2,
    pixels: 'yuv420p10le',
    tags: tagged('bt709', 'tv'),
  },
  'colour-444.mp4': {
    ...size,
    ...bt601,
    bits: 8,
    sub: 1,
    pixels: 'yuv444p',
    tags: tagged('smpte170m', 'tv'),
  },
  'colour-odd.webm': {
    width: 63,
    height: 47,
    ...bt601,
    bits: 8,
    sub: 2,
    pixels: 'yuv420p',
    tags: [],
  },
};
/** The frame whose colours are kept. */
const kept = 3;
for (const [name, colour] of Object.entries(colours)) {
  // The source makes even sizes only.
  const source = `testsrc2=s=64x48:r=5:d=1,crop=${colour.width}:${colour.height}:0:0:exact=1`;
  const codec = name.endsWith('webm')
    ? ['-c:v', 'libvpx-vp9', '-crf', '30', '-b:v', '0']
    : ['-c:v', 'libx264', '-crf', '20', '-bf', '2'];
  ffmpeg(['-f', 'lavfi', '-i', source, ...codec, '-pix_fmt', colour.pixels, ...colour.tags, name]);
  const planes = ffmpeg([
    '-i',
    name,
    '-vf',
    `select=eq(n\\,${kept})`,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-',
  ]);
  const file = name.replace(/\.\w+$/, '.rgb');
  writeFileSync(path.join(folder, file), truth(planes, colour));
  manifest[name] = { width: colour.width, height: colour.height, frame: kept, rgb: file };
}

writeFileSync(path.join(folder, 'clips.json'), `${JSON.stringify(manifest)}\n`);
let total = 0;
for (const name of [...Object.keys(manifest), 'h264-cut.mp4', 'audio.m4a', 'av1.mp4'])
  total += statSync(path.join(folder, name)).size;
process.stdout.write(`${total} bytes of clips in ${folder}\n`);
