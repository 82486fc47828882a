/** What the makers of clips share: the folder, native ffmpeg, and changes to an MP4's boxes. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = path.join(
  path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))),
  'test/fixtures/clips',
);

/** No random identifiers: the same clips every time. */
const bitexact = ['-fflags', '+bitexact'];

/** Runs native ffmpeg in the folder; its last argument is the output, `-` for what is returned. */
export function ffmpeg(args, input) {
  const output = args.at(-1);
  // Its own guess wants the ending `.ts`, which is TypeScript's here.
  const format = output.endsWith('.mpegts') ? ['-f', 'mpegts'] : [];
  return execFileSync(
    'ffmpeg',
    ['-v', 'fatal', '-y', ...args.slice(0, -1), ...format, ...bitexact, output],
    { cwd: folder, input, maxBuffer: 2 ** 28 },
  );
}

export const ffprobe = (args) =>
  execFileSync('ffprobe', ['-v', 'error', ...args], { cwd: folder, encoding: 'utf8' });

export const read = (name) => readFileSync(path.join(folder, name));
export const write = (name, bytes) => writeFileSync(path.join(folder, name), bytes);

/** Changes bytes of the first box of a type. @param change gets its contents as a DataView */
export function changeBox(name, type, change) {
  const bytes = read(name);
  const at = bytes.indexOf(type, 0, 'latin1') + 4;
  change(new DataView(bytes.buffer, bytes.byteOffset + at, bytes.readUInt32BE(at - 8) - 8));
  write(name, bytes);
}

/** Writes a display matrix [a b, c d] into a track's header (version 0; ISO/IEC 14496-12, 8.3.2). */
export const setMatrix = (name, [a, b, c, d], { width, height }) => {
  changeBox(name, 'tkhd', (tkhd) => {
    // Moved so that what is shown begins at the origin.
    const x = Math.max(0, -a) * width + Math.max(0, -c) * height;
    const y = Math.max(0, -b) * width + Math.max(0, -d) * height;
    [a, b, 0, c, d, 0, x, y].forEach((value, i) => {
      tkhd.setInt32(40 + 4 * i, value * 65536);
    });
  });
};
