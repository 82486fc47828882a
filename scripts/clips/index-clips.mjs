/** Clips whose frames carry their numbers, by container, codec and what is special about them. */
import { numbered, shownNumbers } from './numbers.mjs';
import { changeBox, ffmpeg, ffprobe, read, setMatrix, write } from './tools.mjs';

const usual = { width: 96, height: 64 };
const x264 = (pixels, ...args) => [
  ...['-c:v', 'libx264', '-preset', 'slow', '-crf', '30', '-bf', '3', '-g', '25'],
  ...['-pix_fmt', pixels, ...args],
];
const x265 = [
  '-c:v',
  'libx265',
  '-crf',
  '32',
  '-g',
  '25',
  '-x265-params',
  'log-level=error:info=0',
];
const vp8 = ['-c:v', 'libvpx', '-b:v', '40k', '-pix_fmt', 'yuv420p'];
const vp9 = ['-c:v', 'libvpx-vp9', '-crf', '45', '-b:v', '0', '-pix_fmt'];
const av1 = [
  '-c:v',
  'libaom-av1',
  '-cpu-used',
  '8',
  '-crf',
  '50',
  '-g',
  '20',
  '-pix_fmt',
  'yuv420p',
];
const someFrames = 'select=lt(n\\,20)+not(mod(n\\,4))';

/** `count` frames of 25 a second unless told, of `usual` size unless told. */
const encoded = {
  'h264.mp4': { count: 150, args: x264('yuv420p', '-movflags', '+faststart') },
  'h264-moov-last.mp4': { count: 30, args: x264('yuv420p') },
  'h264-fragmented.mp4': {
    count: 60,
    args: x264('yuv420p', '-movflags', '+frag_keyframe+empty_moov+default_base_moof'),
  },
  'h264.mov': { count: 30, args: x264('yuv420p') },
  'h264-ntsc.mp4': { count: 40, rate: '30000/1001', args: x264('yuv420p') },
  'h264-one-key.mkv': { count: 60, args: x264('yuv420p', '-g', '600') },
  'h264-open-gop.mp4': { count: 60, args: x264('yuv420p', '-x264-params', 'open-gop=1:keyint=15') },
  'h264-intra-refresh.mp4': {
    count: 60,
    args: x264('yuv420p', '-bf', '0', '-x264-params', 'intra-refresh=1:keyint=15'),
  },
  'h264-slices.mp4': { count: 30, args: x264('yuv420p', '-slices', '4') },
  'h264-mbaff.mp4': { count: 40, args: x264('yuv420p', '-flags', '+ildct+ilme', '-top', '1') },
  'h264-mbaff.mpegts': {
    count: 40,
    args: x264('yuv420p', '-flags', '+ildct+ilme', '-top', '1'),
  },
  'h264-late.mkv': { count: 40, args: x264('yuv420p', '-output_ts_offset', '5') },
  'h264-late.mp4': { count: 40, args: x264('yuv420p', '-output_ts_offset', '5') },
  'h264-no-edits.mp4': { count: 30, args: x264('yuv420p', '-use_editlist', '0') },
  'h264-negative-offsets.mp4': {
    count: 30,
    args: x264('yuv420p', '-movflags', '+negative_cts_offsets'),
  },
  'h264-vfr.mp4': { count: 60, args: ['-vf', someFrames, '-vsync', 'vfr', ...x264('yuv420p')] },
  'h264-10bit.mp4': { count: 20, args: x264('yuv420p10le') },
  'h264-422.mp4': { count: 20, args: x264('yuv422p') },
  'h264-444.mp4': { count: 20, args: x264('yuv444p') },
  'h264-grey.mp4': { count: 20, args: x264('gray') },
  'h264-odd.mp4': { count: 20, width: 97, height: 65, args: x264('yuv444p') },
  'h264-cropped.mp4': { count: 20, width: 98, height: 70, args: x264('yuv420p') },
  'h264-large.mp4': { count: 10, width: 240, height: 160, args: x264('yuv420p') },
  'h264-anamorphic.mp4': { count: 20, args: ['-vf', 'setsar=16/11', ...x264('yuv420p')] },
  'h264-rotated.mp4': {
    ...{ count: 20, matrix: [0, 1, -1, 0] },
    args: ['-vf', 'transpose=cclock,setsar=4/3', ...x264('yuv420p')],
  },
  'h264-upside-down.mp4': {
    ...{ count: 20, matrix: [-1, 0, 0, -1] },
    args: ['-vf', 'hflip,vflip', ...x264('yuv420p')],
  },
  'h264-mirrored.mp4': {
    ...{ count: 20, matrix: [-1, 0, 0, 1] },
    args: ['-vf', 'hflip', ...x264('yuv420p')],
  },
  'h264-flipped.mp4': {
    ...{ count: 20, matrix: [1, 0, 0, -1] },
    args: ['-vf', 'vflip', ...x264('yuv420p')],
  },
  'h264-transposed.mp4': {
    ...{ count: 20, matrix: [0, 1, 1, 0] },
    args: ['-vf', 'transpose=cclock_flip', ...x264('yuv420p')],
  },
  'h264-sound-first.mp4': { count: 30, sound: true, args: x264('yuv420p') },
  'h264.mpegts': { count: 60, args: x264('yuv420p') },
  'hevc.mp4': { count: 30, args: [...x265, '-pix_fmt', 'yuv420p', '-tag:v', 'hvc1'] },
  'av1.mp4': { count: 40, args: av1 },
  'av1.webm': { count: 40, args: av1 },
  'vp9-odd.webm': {
    ...{ count: 60, width: 97, height: 65 },
    args: [...vp9, 'yuv420p', '-auto-alt-ref', '1', '-lag-in-frames', '16'],
  },
  // Without an index to seek by.
  'vp9-live.webm': { count: 60, args: [...vp9, 'yuv420p', '-g', '20', '-live', '1'] },
  'vp9-10bit.webm': { count: 20, args: [...vp9, 'yuv420p10le'] },
  'vp9-rgb.webm': { count: 20, args: [...vp9, 'gbrp'] },
  'vp9.mp4': { count: 40, args: [...vp9, 'yuv420p', '-g', '20'] },
  'vp8.webm': { count: 40, args: [...vp8, '-g', '20', '-auto-alt-ref', '0'] },
  'vp8-hidden.webm': {
    count: 60,
    args: [...vp8, '-g', '30', '-auto-alt-ref', '1', '-lag-in-frames', '16'],
  },
  'prores.mov': { count: 8, args: ['-c:v', 'prores_ks', '-profile:v', '0', '-qscale:v', '20'] },
  'mpeg4.mp4': { count: 50, args: ['-c:v', 'mpeg4', '-bf', '2', '-q:v', '10'] },
  'mpeg4.avi': { count: 50, args: ['-c:v', 'mpeg4', '-bf', '2', '-q:v', '10'] },
  'xvid.avi': { count: 50, args: ['-c:v', 'libxvid', '-bf', '2', '-q:v', '10'] },
  'wmv2.wmv': { count: 50, args: ['-c:v', 'wmv2', '-q:v', '10'] },
  'mpeg2.mpg': { count: 50, args: ['-c:v', 'mpeg2video', '-bf', '2', '-q:v', '10'] },
  'flv1.flv': { count: 50, args: ['-c:v', 'flv', '-q:v', '10'] },
  'moving.gif': { count: 30, args: [] },
};

function encode(name, { count, width, height, rate = '25', sound, matrix, args }) {
  const grey = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', rate];
  const tone = ['-f', 'lavfi', '-i', 'sine=d=1'];
  const both = ['-map', '1:a', '-map', '0:v', '-c:a', 'aac', '-b:a', '16k'];
  const frames = numbered(count, width, height);
  ffmpeg([...grey, '-i', '-', ...(sound ? [...tone, ...both] : []), ...args, name], frames);
  if (matrix) setMatrix(name, matrix, { width, height });
}

/** Clips made of other clips. */
const derived = {
  // Cut by copying packets: an edit list hides what comes before the cut.
  'h264-edited.mp4': (name) => ffmpeg(['-ss', '1.5', '-i', 'h264.mp4', '-c', 'copy', name]),
  // The edit list begins within a picture; times are in 1/12800 s.
  'h264-edited-within.mp4': (name) => {
    write(name, read('h264-edited.mp4'));
    changeBox(name, 'elst', (elst) => {
      elst.setInt32(12, elst.getInt32(12) + 200);
    });
  },
  // The edit list ends before the media do.
  'h264-edited-end.mp4': (name) => {
    write(name, read('h264-moov-last.mp4'));
    changeBox(name, 'elst', (elst) => {
      elst.setUint32(8, 800);
    });
  },
  // Cut in the middle of a group of pictures, at a packet's border.
  'h264-cut.mpegts': (name) => {
    const stream = read('h264.mpegts');
    const middle = Math.floor(stream.length / 188 / 4) * 188;
    write(name, Buffer.concat([stream.subarray(0, 188 * 3), stream.subarray(middle)]));
  },
};

/** Makes the clips. @returns what clips.json tells of each */
export function makeIndexClips() {
  const manifest = {};
  const tell = (name, { width, height }) => {
    manifest[name] = { width, height, numbers: shownNumbers(name, width, height) };
  };
  for (const [name, clip] of Object.entries(encoded)) {
    encode(name, { ...usual, ...clip });
    tell(name, { ...usual, ...clip });
  }
  for (const [name, make] of Object.entries(derived)) {
    make(name);
    tell(name, usual);
  }
  return manifest;
}

/** Clips that cannot be taken as they are. */
export function makeBrokenClips() {
  // Cut between two pictures: no reader sees an error.
  const packets = ffprobe([
    ...['-select_streams', '0', '-show_entries', 'packet=pos', '-of', 'csv=p=0', 'h264.mp4'],
  ]);
  write('h264-cut.mp4', read('h264.mp4').subarray(0, Number(packets.split('\n')[100])));
  ffmpeg(['-f', 'lavfi', '-i', 'sine=d=0.5', '-c:a', 'aac', '-b:a', '16k', 'audio.m4a']);
  return ['h264-cut.mp4', 'audio.m4a'];
}
