import { describe, expect, test } from 'vitest';
import {
  classifyFiles,
  filesFromDataTransfer,
  filesFromDirectoryHandle,
  filesFromInput,
} from '../../../src/dataset/index.js';
import type { MediaFile } from '../../../src/domain/index.js';

const given = (path: string): MediaFile => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { name, path, file: new File([], name) };
};
const paths = (files: readonly MediaFile[]) => files.map(({ path }) => path);
const classified = (...files: string[]) =>
  Object.fromEntries(
    Object.entries(classifyFiles(files.map(given))).map(([kind, list]) => [
      kind,
      paths(list as MediaFile[]),
    ]),
  );

describe('what files are taken for', () => {
  test('a benchmark folder and a model folder dropped together', () => {
    expect(
      classified(
        'bench/test_data.jsonl',
        'bench/leaderboard.json',
        'bench/videos/-abc.MP4',
        'bench/images/a.JPG',
        'bench/videos/-abc.json',
        'bench/videos/x.info.json',
        'bench/domains.csv',
        'bench/more.TSV',
        'bench/test.parquet',
        'bench/all.zip',
        'bench/readme.md',
        'model/config.json',
        'model/tokenizer.json',
        'model/extra.json',
        'model/onnx/decoder_model_merged.onnx',
        'model/onnx/decoder_model_merged.onnx_data',
        'model/onnx/decoder_model_merged.onnx_data_1',
      ),
    ).toEqual({
      questions: [
        'bench/test_data.jsonl',
        'bench/leaderboard.json',
        'bench/domains.csv',
        'bench/more.TSV',
        'bench/test.parquet',
      ],
      archives: ['bench/all.zip'],
      videos: ['bench/videos/-abc.MP4'],
      images: ['bench/images/a.JPG'],
      modelFiles: [
        'model/config.json',
        'model/tokenizer.json',
        'model/extra.json',
        'model/onnx/decoder_model_merged.onnx',
        'model/onnx/decoder_model_merged.onnx_data',
        'model/onnx/decoder_model_merged.onnx_data_1',
      ],
      other: ['bench/videos/-abc.json', 'bench/videos/x.info.json', 'bench/readme.md'],
    });
  });

  test('loose model files leave the question file beside them alone', () => {
    const kinds = classified('config.json', 'tokenizer.json', 'questions.json', 'model.onnx');
    expect(kinds['modelFiles']).toEqual(['config.json', 'tokenizer.json', 'model.onnx']);
    expect(kinds['questions']).toEqual(['questions.json']);
  });

  test('a config.json that belongs to no model is neither a model nor questions', () => {
    expect(classified('x/config.json', 'x/a.mp4')['other']).toEqual(['x/config.json']);
  });

  test('a model folder with a file missing is still a model folder', () => {
    const noOnnx = classified('m/config.json', 'm/tokenizer.json');
    expect(noOnnx['modelFiles']).toHaveLength(2);
    const noConfig = classified('m/tokenizer.json', 'm/onnx/vision_encoder.onnx');
    expect(noConfig['modelFiles']).toHaveLength(2);
  });
});

describe('files are collected from folders', () => {
  test('of an upload-style input, hidden ones left out', () => {
    const withPath = (path: string) =>
      Object.assign(new File([], path.slice(path.lastIndexOf('/') + 1)), {
        webkitRelativePath: path,
      });
    const files = [withPath('d/a.mp4'), withPath('d/.DS_Store'), withPath('__MACOSX/a.mp4')];
    expect(paths(filesFromInput([...files, new File([], 'loose.png')]))).toEqual([
      'd/a.mp4',
      'loose.png',
    ]);
  });

  /** The File System Entry API as Chromium behaves: at most 100 entries a call. */
  const fileEntry = (path: string) => ({
    isFile: true,
    isDirectory: false,
    name: path.slice(path.lastIndexOf('/') + 1),
    fullPath: path,
    file: (done: (file: File) => void) => {
      done(new File([], path));
    },
  });
  const folderEntry = (path: string, children: object[]) => ({
    isFile: false,
    isDirectory: true,
    name: path.slice(path.lastIndexOf('/') + 1),
    fullPath: path,
    createReader: () => {
      let at = 0;
      return {
        readEntries: (done: (entries: object[]) => void) => {
          const batch = children.slice(at, at + 100);
          at += batch.length;
          done(batch);
        },
      };
    },
  });
  const transfer = (...entries: object[]) =>
    ({
      items: entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry })),
    }) as unknown as DataTransfer;

  test('of a drop: more than one batch, folders in folders', async () => {
    const many = Array.from({ length: 250 }, (_, i) => fileEntry(`/d/sub/${i}.png`));
    const dropped = transfer(
      folderEntry('/d', [folderEntry('/d/sub', many), fileEntry('/d/.DS_Store')]),
      fileEntry('/questions.jsonl'),
    );
    const files = await filesFromDataTransfer(dropped);
    expect(files).toHaveLength(251);
    expect(files.at(-1)).toMatchObject({ name: 'questions.jsonl', path: 'questions.jsonl' });
    expect(new Set(paths(files)).has('d/sub/249.png')).toBe(true);
  });

  test('of a drop with a file that cannot be opened', async () => {
    const gone = {
      ...fileEntry('/d/gone.mp4'),
      file: (_done: unknown, fail: (error: Error) => void) => {
        fail(new Error('NotFoundError'));
      },
    };
    await expect(filesFromDataTransfer(transfer(gone))).rejects.toMatchObject({
      code: 'missing-media',
      message: expect.stringContaining('d/gone.mp4') as string,
    });
  });

  test('of a picked folder', async () => {
    const file = (name: string) => [
      name,
      { kind: 'file', getFile: () => Promise.resolve(new File([], name)) },
    ];
    const folder = (name: string, children: unknown[][]) => ({
      kind: 'directory',
      name,
      entries: () => children.values(),
    });
    const picked = folder('d', [
      file('b.mp4'),
      file('.DS_Store'),
      ['sub', folder('sub', [file('c.png')])],
      file('a.mp4'),
    ]);
    const files = await filesFromDirectoryHandle(picked as unknown as FileSystemDirectoryHandle);
    expect(paths(files)).toEqual(['d/a.mp4', 'd/b.mp4', 'd/sub/c.png']);
  });
});
