/**
 * Makes the tiny clips of test/fixtures/clips with the system's ffmpeg (made with 5.1; needs libx264, libx265, libvpx,
 * libaom, libxvid):
 *
 *     node scripts/make-clips.mjs
 *
 * clips.json tells of index clips which numbers native ffmpeg shows, in its order, and of colour clips whose RGB bytes of
 * which frame lie beside them.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeColourClips } from './clips/colour-clips.mjs';
import { makeBrokenClips, makeIndexClips } from './clips/index-clips.mjs';
import { folder, write } from './clips/tools.mjs';

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const manifest = { ...makeIndexClips(), ...makeColourClips() };
makeBrokenClips();
write('clips.json', `${JSON.stringify(manifest)}\n`);
const sizes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).size);
const total = sizes.reduce((sum, size) => sum + size, 0);
process.stdout.write(
  `${sizes.length} files, ${total} bytes, the largest ${Math.max(...sizes)}, in ${folder}\n`,
);
