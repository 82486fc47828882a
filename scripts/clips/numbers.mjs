/** Frame numbers as pictures: 12 black or white blocks, most significant first, 6 in a row. */
import { ffmpeg } from './tools.mjs';

/** Grey pictures of `count` frames with their numbers. */
export function numbered(count, width, height) {
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
export function shownNumbers(name, width, height) {
  const pictures = ['-map', '0:v:0', '-vsync', '0', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
  const grey = ffmpeg(['-i', name, ...pictures]);
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
