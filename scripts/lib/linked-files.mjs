import { cpSync, existsSync, mkdtempSync, readdirSync, realpathSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Chromium's folder input leaves out symbolic links, which is what the folders of model caches and of many data
 * collections are made of.
 */

/**
 * @typedef {object} FolderContents
 * @property {number} plain how many files lie in the folder itself, seen without following links
 * @property {readonly string[]} linked absolute paths of the files that only links lead to
 */

/**
 * @param {string} folder
 * @param {boolean} [behindLink] whether a link led here
 * @param {ReadonlySet<string>} [above] real paths of the folders around it: a link to one of them leads in a circle
 * @returns {FolderContents}
 */
export function folderContents(folder, behindLink = false, above = new Set()) {
  const inside = new Set([...above, realpathSync(folder)]);
  let plain = 0;
  /** @type {string[]} */
  const linked = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    const isLink = behindLink || entry.isSymbolicLink();
    if (!existsSync(file)) continue;
    if (statSync(file).isDirectory()) {
      if (inside.has(realpathSync(file))) continue;
      const contents = folderContents(file, isLink, inside);
      plain += contents.plain;
      linked.push(...contents.linked);
    } else if (isLink) linked.push(file);
    else plain += 1;
  }
  return { plain, linked };
}

/**
 * A copy of a folder in which links are replaced by what they lead to.
 * @param {string} folder
 * @returns {{folder: string, temporary: string}} the copy, by the same name, and the temporary folder to remove
 */
export function copyWithoutLinks(folder) {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'ivbench-lab-model-'));
  const copy = path.join(temporary, path.basename(folder));
  cpSync(realpathSync(folder), copy, { recursive: true, dereference: true, filter: existsSync });
  return { folder: copy, temporary };
}
