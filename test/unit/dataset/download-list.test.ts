import { expect, test } from 'vitest';
import {
  batchConfig,
  batchConfigName,
  batchFile,
  batchName,
  downloadCommand,
  downloadList,
  formatWords,
  idList,
} from '../../../src/dataset/index.js';

const list = downloadList(['-GPkPGZVVDg', 'X4jeJ9W_wm8', 'my film', 'short', '-GPkPGZVVDg']);

test('ids are told apart by whether they have YouTube’s form, each once', () => {
  expect(list).toEqual({ youtube: ['-GPkPGZVVDg', 'X4jeJ9W_wm8'], others: ['my film', 'short'] });
  expect(idList(list.others)).toBe('my film\nshort\n');
});

test('the batch file holds whole addresses, as an id that begins with a dash is no option', () => {
  const lines = batchFile(list).split('\n');
  expect(lines[0]).toMatch(/^# .*2\. .*yt-dlp --ignore-config/);
  expect(lines.slice(1)).toEqual([
    'https://www.youtube.com/watch?v=-GPkPGZVVDg',
    'https://www.youtube.com/watch?v=X4jeJ9W_wm8',
    '',
  ]);
});

test('the configuration pins one format, with named fall-backs and nothing of the user’s own', () => {
  expect(downloadCommand).toBe('yt-dlp --ignore-config --config-locations yt-dlp-ivbench.conf');
  expect(batchConfig.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
    '--format "135/134/133/160/bv[vcodec^=avc1][height<=480][ext=mp4][protocol=https]/18"',
    '--output "%(id)s.%(ext)s"',
    '--no-playlist',
    '--fixup never',
    '--batch-file missing-videos.txt',
    '--download-archive downloaded.txt',
    '',
  ]);
  expect(batchConfig).toContain(batchName);
  expect(downloadCommand).toContain(batchConfigName);
  expect(formatWords).toHaveLength(6);
  for (const words of formatWords) expect(batchConfig).toContain(words);
});
