import axe from 'axe-core';
import { unzipSync } from 'fflate';
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeImage } from '../../src/frames/index.js';
import { frameArchive } from '../../src/ui/state/frame-archive.js';
import { FrameTool } from '../../src/ui/state/frame-tool.svelte.js';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/tokens.css';
import FramesView from '../../src/ui/views/FramesView.svelte';
import { burntNumber, clipFile } from '../support/clips.js';

let view: ReturnType<typeof mount>;

beforeEach(() => {
  view = mount(FramesView, { target: document.body });
  part('details').setAttribute('open', '');
});

afterEach(async () => {
  await unmount(view);
});

function part(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`The view has no ${selector}.`);
  return found;
}

function pick(file: File): void {
  const given = new DataTransfer();
  given.items.add(file);
  const input = part('#frames-file');
  Object.assign(input, { files: given.files });
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

async function press(action: string): Promise<void> {
  await vi.waitFor(() => {
    expect(document.querySelector(`[data-action=${action}]:enabled`)).not.toBeNull();
  });
  part(`[data-action=${action}]`).click();
}

const whenEnded = (phase: string) =>
  vi.waitFor(
    () => {
      expect(part('#frames-status').dataset['phase']).toBe(phase);
    },
    { timeout: 60_000, interval: 50 },
  );

test('shows what the decoder says of a video, and its frames with index and time', async () => {
  pick(await clipFile('h264-rotated.mp4'));
  const frames = part('[name=tool-frames]');
  Object.assign(frames, { value: '3' });
  frames.dispatchEvent(new Event('input', { bubbles: true }));
  await press('take-frames');
  await whenEnded('done');
  expect(part('dl').textContent).toMatch(
    /20 in .* 96 × 64, turned upright by \d+°.* h264, decoded/s,
  );
  const shown = Array.from(document.querySelectorAll('ol li'), (item) => item.textContent.trim());
  expect(shown).toEqual(
    [/^0\.00 s · #0$/, /#10$/, /#19$/].map((text) => expect.stringMatching(text) as unknown),
  );
  const { violations } = await axe.run(document.body, {
    // Rules for a whole page, of which this is a part.
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test('says what is wrong with a file that is no video, and takes the next one', async () => {
  pick(new File(['a note'], 'note.mp4'));
  await press('take-frames');
  await whenEnded('failed');
  expect(part('#frames-status').dataset).toMatchObject({ code: 'corrupt-video', done: '0' });
  expect(part('[role=alert]').textContent).toContain('note.mp4');
  pick(await clipFile('h264.mp4'));
  await press('take-frames');
  await whenEnded('done');
  expect(part('#frames-status').dataset).toMatchObject({ done: '32', total: '32', message: '' });
});

test('its archive holds the frames and their list', async () => {
  const tool = new FrameTool();
  Object.assign(tool, { file: await clipFile('h264.mp4'), frames: 4, height: '32' });
  await tool.take();
  expect(tool.error).toBeNull();
  if (!tool.taken) throw new Error('nothing was taken');
  const archive = await frameArchive(tool.taken);
  const files = unzipSync(new Uint8Array(await archive.arrayBuffer()));
  const list = JSON.parse(new TextDecoder().decode(files['frames.json'])) as {
    frames: { file: string; index: number }[];
  };
  expect(list).toMatchObject({ n: 150, framesAsked: 4, heightAsked: 32, sampling: 'linspace' });
  expect(list.frames.map(({ index }) => index)).toEqual([0, 50, 99, 149]);
  expect(Object.keys(files).sort()).toEqual([
    ...list.frames.map(({ file }) => file),
    'frames.json',
  ]);
  for (const { file, index } of list.frames) {
    const picture = await decodeImage(new File([new Uint8Array(files[file] ?? [])], file));
    expect([picture.width, picture.height, burntNumber(picture)]).toEqual([48, 32, index]);
  }
});
