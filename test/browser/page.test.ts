import axe from 'axe-core';
import { strToU8, zipSync } from 'fflate';
import { mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/index.js';
import App from '../../src/ui/App.svelte';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/tokens.css';
import { clipFile } from '../support/clips.js';

let app: ReturnType<typeof mount>;

beforeAll(() => {
  // The page fetches its demo relative to itself; the test page lies elsewhere.
  const base = document.createElement('base');
  base.href = '/';
  document.head.append(base);
});

beforeEach(() => {
  app = mount(App, { target: document.body });
});

afterEach(async () => {
  await unmount(app);
});

const status = (id: string): DOMStringMap => {
  const element = document.querySelector<HTMLElement>(`#${id}`);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element.dataset;
};

function drop(...files: readonly File[]): void {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

const item = (dataId: number, imageName: string) => ({
  data_id: dataId,
  image_name: imageName,
  question: 'Which one?',
  question_type: 'Counting',
  granularity: 'Whole Video',
  answer: 'one',
  answer_location: 'Whole video',
  distractors: ['two', ''],
});
const questions = (text: string) => new File([text], 'questions.jsonl');
const twoVideos = [
  JSON.stringify({ '-abc': [item(0, 'a.png'), item(1, 'b.jpg')] }),
  JSON.stringify({ def: [item(0, 'c.png')] }),
].join('\n');

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

describe('files dropped on the page', () => {
  it('are matched in any order, several times, and what is missing is counted', async () => {
    drop(new File(['x'], '-abc.mkv'), new File(['x'], 'B.JPG'));
    await until(() => {
      expect(document.body.textContent).toContain('1 videos and 1 images so far');
    });
    drop(questions(twoVideos));
    await until(() => {
      expect(status('dataset-status')).toMatchObject({
        phase: 'ready',
        samples: '3',
        videos: '1',
        images: '1',
        missingVideos: '1',
        missingImages: '2',
        runnable: '1',
      });
    });
    drop(new File(['x'], 'a.png'));
    await until(() => {
      expect(status('dataset-status')['runnable']).toBe('2');
    });
    expect(document.body.textContent).toContain('(1 left out: media missing)');
  });

  it('say what is wrong with a question file, by name and line, and keep the rest', async () => {
    drop(questions(`${twoVideos}\n{"ghi": [{"data_id": 1`));
    await until(() => {
      expect(status('dataset-status')['samples']).toBe('3');
      expect(document.body.textContent).toMatch(/Line 3:/);
    });
  });

  it('name a file that holds no question at all', async () => {
    drop(questions('this is not JSON'));
    await until(() => {
      expect(status('dataset-status')).toMatchObject({ phase: 'error' });
      expect(document.querySelector('[role=alert]')?.textContent).toContain('questions.jsonl');
    });
    drop(new File(['x'], 'a.mp4'));
    await until(() => {
      expect(document.body.textContent).toContain('1 videos and 0 images so far');
    });
    expect(status('dataset-status')).toMatchObject({ phase: 'error' });
    expect(document.querySelector('[role=alert]')?.textContent).toContain('questions.jsonl');
  });

  it('are listed when nothing can be done with them', async () => {
    drop(new File(['x'], 'notes.docx'));
    await until(() => {
      expect(document.body.textContent).toContain('1 files not used');
    });
  });
});

describe('the audit', () => {
  const finding = (code: string) =>
    document.querySelector<HTMLElement>(`[data-finding=${code}]`)?.dataset['count'];
  const odd = {
    ...item(2, 'b.jpg'),
    answer: ' one',
    answer_location: '0:20-0:10',
    distractors: ['One', 'two', 'two'],
  };

  it('counts what is odd, with the questions concerned behind each finding', async () => {
    drop(questions(JSON.stringify({ abc: [item(0, 'a.png'), odd], def: [item(0, 'b.jpg')] })));
    await until(() => {
      expect(status('audit-status')).toMatchObject({ phase: 'ready', findings: '7' });
    });
    expect(finding('blank-distractors')).toBe('2');
    expect(finding('repeated-options')).toBe('1');
    expect(finding('answer-among-distractors-folded')).toBe('1');
    expect(finding('location-reversed')).toBe('1');
    expect(finding('image-shared')).toBe('2');
    expect(finding('missing-video')).toBeUndefined();
    document.querySelector<HTMLElement>('[data-finding=location-reversed] summary')?.click();
    await until(() => {
      const open = document.querySelector('[data-finding=location-reversed]');
      expect(open?.textContent).toContain('abc · 2');
    });
  });

  it('says what is missing once any of its kind was given, and how to get it', async () => {
    drop(questions(twoVideos), new File(['x'], '-abc.mp4'));
    await until(() => {
      expect(finding('missing-video')).toBe('1');
      expect(finding('missing-image')).toBeUndefined();
      expect(document.body.textContent).toContain('How to get the 1 missing videos');
    });
  });

  it('opens the videos when asked, and tells those that cannot be opened', async () => {
    drop(
      questions(twoVideos),
      new File(['no video'], '-abc.mp4'),
      await clipFile('h264.mp4', 'def.mp4'),
    );
    await until(() => {
      expect(status('dataset-status')['videos']).toBe('2');
    });
    document.querySelector<HTMLButtonElement>('[data-action=check-videos]')?.click();
    await vi.waitFor(
      () => {
        expect(status('audit-status')['phase']).toBe('checked');
      },
      { timeout: 60_000 },
    );
    expect(finding('video-not-opened')).toBe('2');
  });

  it('takes values by video and somebody’s media list, in any order, also zipped', async () => {
    const table = new File(['video_id,domain\n-abc,Sports\ndef,Film\n'], 'domains.csv');
    const header = 'video_id,size,fingerprint,codec,width,height,frames,duration';
    const list = new File([`${header}\n-abc,1,ff,h264,96,64,150,6\n`], 'media.csv');
    const zip = zipSync({ 'inner/questions.jsonl': strToU8(twoVideos) });
    drop(table, list, new File([zip], 'all.zip'));
    await until(() => {
      expect(status('dataset-status')['samples']).toBe('3');
      expect(document.body.textContent).toMatch(/domain\s+\(domains\.csv, for 2 of 2 videos\)/);
      expect(document.body.textContent).toContain('1 videos of media.csv');
    });
  });
});

describe('the protocol', () => {
  const field = (name: string) => {
    const found = document.querySelector<HTMLInputElement>(`input[name=${name}]`);
    if (!found) throw new Error(`The page has no field ${name}.`);
    return found;
  };
  const type = (name: string, value: string) => {
    field(name).value = value;
    field(name).dispatchEvent(new Event('input', { bubbles: true }));
  };

  it('starts with the defaults of the paper', () => {
    expect([field('frames').value, field('height').value, field('limit').value]).toEqual([
      '32',
      'native',
      '',
    ]);
  });

  it('refuses numbers that make no sense, by name', async () => {
    type('frames', '0');
    type('height', 'tall');
    await until(() => {
      expect(document.body.textContent).toContain('Frames: a whole number from 1 to 1024.');
      expect(document.body.textContent).toContain('Frame height: "native"');
    });
    const run = document.querySelector<HTMLButtonElement>('[data-action=run]');
    expect(run?.disabled).toBe(true);
  });
});

describe('the demo', () => {
  it('is loaded whole, with nothing missing', async () => {
    const button = document.querySelector<HTMLButtonElement>('[data-action=load-demo]');
    await until(() => {
      expect(button?.disabled).toBe(false);
    });
    button?.click();
    await vi.waitFor(
      () => {
        expect(document.querySelector('[role=alert]')?.textContent).toBeUndefined();
        expect(status('dataset-status')).toMatchObject({
          phase: 'ready',
          missingVideos: '0',
          missingImages: '0',
        });
      },
      { timeout: 30_000 },
    );
    expect(status('dataset-status')['runnable']).toBe(status('dataset-status')['samples']);
  });
});

describe('folders', () => {
  it('are explained first where the browser will speak of an upload', async () => {
    await unmount(app);
    const picker = Object.getOwnPropertyDescriptor(window, 'showDirectoryPicker');
    Reflect.deleteProperty(window, 'showDirectoryPicker');
    app = mount(App, { target: document.body });
    try {
      const input = document.querySelector<HTMLInputElement>('#pick-folder');
      let asked = false;
      input?.addEventListener('click', (event) => {
        event.preventDefault();
        asked = true;
      });
      const button = [...document.querySelectorAll('button')].find(
        ({ textContent }) => textContent === 'Add a folder',
      );
      button?.click();
      await until(() => {
        expect(document.body.textContent).toContain('nothing is sent anywhere');
      });
      expect(asked).toBe(false);
      [...document.querySelectorAll('button')]
        .find(({ textContent }) => textContent === 'Choose the folder')
        ?.click();
      expect(asked).toBe(true);
    } finally {
      if (picker) Object.defineProperty(window, 'showDirectoryPicker', picker);
    }
  });
});

describe('accessibility', () => {
  it('has no violation that axe finds', async () => {
    drop(questions(twoVideos));
    await until(() => {
      expect(status('dataset-status')['phase']).toBe('ready');
    });
    const { violations } = await axe.run(document.body, {
      // The test page itself has no title or language.
      rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

describe('loading a model', () => {
  it('is shown from the first moment and can be cancelled', async () => {
    const press = (action: string) => {
      document.querySelector<HTMLButtonElement>(`[data-action=${action}]`)?.click();
    };
    await until(() => {
      expect(document.querySelector<HTMLButtonElement>('[data-action=run-demo]')?.disabled).toBe(
        false,
      );
    });
    press('run-demo');
    await vi.waitFor(
      () => {
        expect(document.querySelector('[data-action=cancel]')).not.toBeNull();
      },
      { timeout: 30_000, interval: 5 },
    );
    press('cancel');
    await until(() => {
      expect(status('run-status')).toMatchObject({ phase: 'idle', done: '0' });
      expect(document.querySelector('[role=alert]')).toBeNull();
    });
  });
});

describe('folders of an earlier visit', () => {
  it('come back with one click', async () => {
    const origin = await navigator.storage.getDirectory();
    const folder = await origin.getDirectoryHandle('my videos', { create: true });
    const write = async (name: string, text: string) => {
      const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await file.write(text);
      await file.close();
    };
    await write('questions.jsonl', twoVideos);
    await write('-abc.mp4', 'x');
    await write('a.png', 'x');
    const store = await openStore();
    await store.handles.keep({ use: 'data', handle: folder });
    store.close();
    await unmount(app);
    app = mount(App, { target: document.body });
    await until(() => {
      expect(document.body.textContent).toContain('From your last visit: my videos');
    });
    document.querySelector<HTMLButtonElement>('[data-action=bring-back]')?.click();
    await until(() => {
      expect(status('dataset-status')).toMatchObject({ samples: '3', videos: '1', images: '1' });
    });
    document.querySelectorAll('button').forEach((button) => {
      if (button.textContent === 'Clear') button.click();
    });
    await vi.waitFor(async () => {
      const again = await openStore();
      expect(await again.handles.list()).toEqual([]);
      again.close();
    });
  });
});
