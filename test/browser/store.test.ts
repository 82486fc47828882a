import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { describeStore } from '../support/store-behaviour.js';

describe('the store (the browser’s IndexedDB)', describeStore);

test('handles of folders are there after it was opened again, each once', async () => {
  const name = `handles-${Math.random()}`;
  const origin = await navigator.storage.getDirectory();
  const [videos, images, model, other] = await Promise.all(
    ['videos', 'images', 'model', 'other-model'].map((folder) =>
      origin.getDirectoryHandle(folder, { create: true }),
    ),
  );
  if (!videos || !images || !model || !other) throw new Error('no folders');
  const first = await openStore(name);
  for (const handle of [videos, images, await origin.getDirectoryHandle('videos')])
    await first.handles.keep({ use: 'data', handle });
  await first.handles.keep({ use: 'model', handle: model });
  await first.handles.keep({ use: 'model', handle: other });
  first.close();
  const second = await openStore(name);
  const kept = await second.handles.list();
  expect(kept.map(({ use, handle }) => [use, handle.name])).toEqual([
    ['data', 'videos'],
    ['data', 'images'],
    ['model', 'other-model'],
  ]);
  await second.handles.clear('data');
  expect((await second.handles.list()).map(({ use }) => use)).toEqual(['model']);
  second.close();
});
