import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyWithoutLinks, folderContents } from '../../../scripts/lib/linked-files.mjs';

const root = mkdtempSync(path.join(os.tmpdir(), 'ivbench lab links '));
const snapshot = path.join(root, 'snapshot');

/** Laid out as the cache of huggingface_hub is: files are links into a folder of blobs. */
beforeAll(() => {
  mkdirSync(path.join(root, 'blobs'));
  mkdirSync(path.join(snapshot, 'onnx'), { recursive: true });
  writeFileSync(path.join(root, 'blobs', 'abc'), 'weights');
  writeFileSync(path.join(snapshot, 'config.json'), '{}');
  symlinkSync('../../blobs/abc', path.join(snapshot, 'onnx', 'model.onnx'));
  symlinkSync('..', path.join(snapshot, 'circle'));
  symlinkSync('nowhere', path.join(snapshot, 'broken'));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

test('files behind links are found, circles and broken links are passed over', () => {
  const { plain, linked } = folderContents(snapshot);
  expect(plain).toBe(1);
  expect(linked).toEqual([
    path.join(snapshot, 'circle', 'blobs', 'abc'),
    path.join(snapshot, 'onnx', 'model.onnx'),
  ]);
});

test('a copy holds the contents under the same names', () => {
  rmSync(path.join(snapshot, 'circle'));
  rmSync(path.join(snapshot, 'broken'));
  const { folder, temporary } = copyWithoutLinks(snapshot);
  expect(path.basename(folder)).toBe('snapshot');
  expect(readFileSync(path.join(folder, 'onnx', 'model.onnx'), 'utf8')).toBe('weights');
  expect(folderContents(folder)).toEqual({ plain: 2, linked: [] });
  rmSync(temporary, { recursive: true });
});
