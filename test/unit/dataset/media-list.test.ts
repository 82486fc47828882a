import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareMedia, parseMediaCsv, toMediaCsv } from '../../../src/dataset/index.js';
import type { VideoFacts } from '../../../src/domain/index.js';
import { someFacts } from '../../support/results.js';

const broken = someFacts({
  videoId: 'broken',
  video: null,
  error: { code: 'corrupt-video', message: 'broken.mp4 is cut off.' },
});

/** What a list keeps of the facts. */
const listed = ({ videoId, name, size, sha256, video }: VideoFacts) => ({
  videoId,
  name,
  size,
  sha256,
  video: video && {
    codec: video.codec,
    width: video.width,
    height: video.height,
    frames: video.frames,
    duration: video.duration,
  },
});

describe('media.csv', () => {
  test('has a row per video, in these columns', () => {
    const facts = [someFacts({ videoId: '-GPkPGZVVDg', duration: 537.123456 }), broken];
    expect(toMediaCsv(facts).split('\r\n')).toEqual([
      'video_id,size,fingerprint,codec,width,height,frames,duration,name,error',
      '-GPkPGZVVDg,1000,aa,h264,640,360,61,537.123,-GPkPGZVVDg.mp4,',
      'broken,1000,aa,,,,,,broken.mp4,corrupt-video',
      '',
    ]);
  });

  test('is read back as it was written, whatever the names', () => {
    const text = fc.string({ minLength: 1 }).filter((id) => id.trim() === id);
    fc.assert(
      fc.property(fc.uniqueArray(text), text, fc.nat(), fc.nat(1e6), (ids, name, size, ms) => {
        const facts = ids.map((videoId) =>
          someFacts({ videoId, name: `${name}.mp4`, size, duration: ms / 1000 }),
        );
        expect(parseMediaCsv(toMediaCsv(facts))).toEqual({
          rows: facts.map(listed),
          problems: [],
        });
      }),
    );
    expect(parseMediaCsv(toMediaCsv([broken])).rows).toEqual([listed(broken)]);
  });

  test('may come from another program: other order, names and delimiter, fewer columns', () => {
    const text = 'SHA256;Codec;Video ID;Size\nAA;h264;v;7\n\n';
    expect(parseMediaCsv(text).rows).toEqual([
      { videoId: 'v', name: '', size: 7, sha256: 'aa', video: null },
    ]);
  });

  test('rows of no use are told, and the others go on', () => {
    const { rows, problems } = parseMediaCsv(
      'video_id,size,fingerprint\nv,1,aa\n,1,aa\nw,big,aa\nx,1,\nv,2,bb\ny,1,aa,9\nz,3,cc\n',
    );
    expect(rows.map(({ videoId, size }) => [videoId, size])).toEqual([
      ['v', 1],
      ['z', 3],
    ]);
    expect(problems.map(({ line, leftOut }) => [line, leftOut])).toEqual([
      [3, true],
      [4, true],
      [5, true],
      [6, true],
      [7, true],
    ]);
    expect(problems[3]?.message).toContain('listed twice');
  });

  test.each(['', 'a,b\n1,2\n', 'video_id,size\nv,1\n'])('%j is no media list', (text) => {
    expect(() => parseMediaCsv(text)).toThrow(
      expect.objectContaining({
        code: 'invalid-dataset',
        message: expect.stringContaining('fingerprint') as unknown,
      }),
    );
  });
});

describe('one’s own copies beside a list', () => {
  const differences = (theirs: VideoFacts[], ours: VideoFacts[]) =>
    compareMedia(parseMediaCsv(toMediaCsv(theirs)).rows, ours);

  test('the same file is the same, also by the other decoder', () => {
    expect(
      differences(
        [someFacts({ duration: 61.0009 })],
        [someFacts({ decoder: 'webcodecs', name: 'renamed.mp4', pixelAspect: 2 })],
      ),
    ).toEqual([]);
  });

  test('another file with the same kind of pictures is told from one with others', () => {
    expect(
      differences(
        [someFacts({ videoId: 'v' }), someFacts({ videoId: 'w' })],
        [
          someFacts({ videoId: 'v', sha256: 'bb' }),
          someFacts({ videoId: 'w', sha256: 'bb', size: 9, codec: 'vp9', duration: 60.5 }),
        ],
      ),
    ).toEqual([
      {
        videoId: 'v',
        name: 'v.mp4',
        kind: 'file',
        columns: [{ column: 'fingerprint', listed: 'aa', found: 'bb' }],
      },
      {
        videoId: 'w',
        name: 'w.mp4',
        kind: 'pictures',
        columns: [
          { column: 'size', listed: 1000, found: 9 },
          { column: 'fingerprint', listed: 'aa', found: 'bb' },
          { column: 'codec', listed: 'h264', found: 'vp9' },
          { column: 'duration', listed: 61, found: 60.5 },
        ],
      },
    ]);
  });

  test('what only one side has is no difference; what one side could not open is unknown', () => {
    expect(differences([someFacts({ videoId: 'v' })], [someFacts({ videoId: 'w' })])).toEqual([]);
    expect(differences([broken], [someFacts({ videoId: 'broken', size: 9 })])).toMatchObject([
      { videoId: 'broken', kind: 'unknown', columns: [{ column: 'size' }] },
    ]);
    expect(differences([someFacts({ videoId: 'broken' })], [broken])).toEqual([]);
  });

  test('the same file with other pictures is told: its middle may be damaged', () => {
    expect(differences([someFacts()], [someFacts({ frames: 60 })])).toMatchObject([
      { kind: 'pictures', columns: [{ column: 'frames', listed: 61, found: 60 }] },
    ]);
  });
});
