import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, ScriptError } from '../lib/project.mjs';
import { runCommand } from '../lib/run-command.mjs';

/**
 * Nine-minute clips as videos on the web are: 30 pictures a second, 41 MB at 360p and 109 MB at 720p, texture that
 * moves, some noise, cuts every few seconds, and so a key frame every 135 to 195 pictures.
 */

export const clipFolder = path.join(root, '.cache', 'bench');

/** Encoded once and then repeated by copying, so that making them takes minutes. */
const [partSeconds, repeats] = [54, 10];

const sizes = { '360p': [640, 360, '607k'], '720p': [1280, 720, '1615k'] };

const encoders = {
  h264: { ending: 'mp4', args: ['-c:v', 'libx264', '-preset', 'fast', '-bf', '3'] },
  vp9: {
    ending: 'webm',
    args: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-row-mt', '1'],
  },
};

/** @param {number} width @param {number} height an ffmpeg filter graph without inputs */
const pictures = (width, height) =>
  [
    `color=c=gray:s=${width}x${height}:r=30:d=${partSeconds},noise=alls=70:c0_seed=7,` +
      'scroll=h=0.003:v=0.0015,gblur=sigma=1.2[back]',
    `testsrc2=s=${width / 2}x${height / 2}:r=30:d=${partSeconds}[front]`,
    `[back][front]overlay=x=${width / 4}+${width / 8}*sin(t):y=${height / 4},` +
      `negate=enable='lt(mod(t\\,11)\\,4.5)',noise=alls=7:allf=t,format=yuv420p`,
  ].join(';');

/** @param {readonly string[]} args */
async function ffmpeg(args) {
  const { code, output } = await runCommand('ffmpeg', ['-v', 'error', '-y', ...args], {
    capture: true,
  });
  if (code !== 0) throw new ScriptError(`The system's ffmpeg, which makes the clips: ${output}`);
}

/**
 * The clips, made where they are not there yet.
 * @returns {Promise<readonly {name: string, file: string}[]>}
 * @throws ScriptError when the system's ffmpeg is missing or fails
 */
export async function benchClips() {
  mkdirSync(clipFolder, { recursive: true });
  const clips = [];
  for (const [codec, { ending, args }] of Object.entries(encoders))
    for (const [size, [width, height, rate]] of Object.entries(sizes)) {
      const name = `${codec} ${size}`;
      const file = path.join(clipFolder, `${codec}-${size}.${ending}`);
      clips.push({ name, file });
      if (existsSync(file)) continue;
      console.error(`Making the clip ${name}.`);
      const part = path.join(clipFolder, `part.${ending}`);
      const whole = path.join(clipFolder, `whole.${ending}`);
      const graph = pictures(Number(width), Number(height));
      await ffmpeg(['-filter_complex', graph, ...args, '-b:v', String(rate), part]);
      await ffmpeg(['-stream_loop', String(repeats - 1), '-i', part, '-c', 'copy', whole]);
      rmSync(part);
      renameSync(whole, file);
    }
  return clips;
}
