import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { hashOf } from '../../lib/build.mjs';
import { root } from '../../lib/project.mjs';
import { randomWeights } from './weights.mjs';

const source = path.join(import.meta.dirname, 'files');
const demoModel = path.join(root, 'public', 'demo', 'model');

/** The demo model's tokenizer serves: most of the vocabulary is simply never met. */
const tokenizerFiles = ['tokenizer.json', 'tokenizer_config.json', 'generation_config.json'];

/**
 * Writes a SmolVLM of 29 M seeded random parameters, in the layout of the hub's exports with external data; made anew
 * only when what it is made from has changed.
 * @param {string} folder
 * @returns {readonly string[]} paths of its files inside the folder, with slashes
 */
export function makeRandomModel(folder) {
  const stamp = path.join(folder, '.made-from');
  const madeFrom = hashOf(import.meta.dirname, ['files', 'weights.mjs', 'make.mjs']);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== madeFrom) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(source, folder, {
      recursive: true,
      filter: (file) => path.basename(file) !== 'weights.json',
    });
    for (const name of tokenizerFiles) cpSync(path.join(demoModel, name), path.join(folder, name));
    const weights = JSON.parse(readFileSync(path.join(source, 'weights.json'), 'utf8'));
    for (const [i, [graph, listed]] of Object.entries(weights).entries())
      writeFileSync(path.join(folder, 'onnx', `${graph}_data`), randomWeights(listed, i + 1));
    writeFileSync(stamp, madeFrom);
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort();
}
