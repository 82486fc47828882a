import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { chromiumCandidates, type Machine } from '../../../scripts/lib/chromium.mjs';

const machine = (files: readonly string[], change: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  env: { PATH: '/usr/bin:relative/bin:/opt/own tools' },
  home: '/home/someone',
  exists: (file) => files.includes(file),
  list: (folder) => [
    ...new Set(
      files
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => path.relative(folder, file).split('/')[0] ?? ''),
    ),
  ],
  ...change,
});

describe('finding a Chromium', () => {
  test('there may be none', () => {
    expect(chromiumCandidates(machine([]))).toEqual([]);
  });

  test('on the PATH, also in a folder with a space, Chromium before Chrome', () => {
    const files = ['/usr/bin/google-chrome', '/opt/own tools/chromium'];
    expect(chromiumCandidates(machine(files))).toEqual([
      '/opt/own tools/chromium',
      '/usr/bin/google-chrome',
    ]);
  });

  test("in Playwright's cache, the newest first, after those of the system", () => {
    const cache = '/home/someone/.cache/ms-playwright';
    const files = [
      `${cache}/chromium-999/chrome-linux/chrome`,
      `${cache}/chromium-1200/chrome-linux64/chrome`,
      `${cache}/firefox-1500/firefox/firefox`,
      '/snap/bin/chromium',
    ];
    expect(chromiumCandidates(machine(files))).toEqual([
      '/snap/bin/chromium',
      `${cache}/chromium-1200/chrome-linux64/chrome`,
      `${cache}/chromium-999/chrome-linux/chrome`,
    ]);
  });

  test('on a Mac, in the folders for applications', () => {
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(chromiumCandidates(machine([chrome], { platform: 'darwin' }))).toEqual([chrome]);
  });
});
