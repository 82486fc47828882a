import { describe, expect, test } from 'vitest';
import { auditCsv, auditDataset, parseMediaCsv, toMediaCsv } from '../../../src/dataset/index.js';
import {
  findingCount,
  type FindingCode,
  type MediaFile,
  type MediaMatch,
  type Sample,
} from '../../../src/domain/index.js';
import { hasPublicQuestions, publicQuestions } from '../../support/public-questions.js';
import { aDataset, aSample, someFacts } from '../../support/results.js';

const samplesOf = (...changes: Partial<Sample>[]) =>
  changes.map((change, ordinal) =>
    aSample({ ordinal, videoId: `v${ordinal}`, imageName: `${ordinal}.png`, ...change }),
  );

const file = (path: string): MediaFile => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
  file: new File([], path),
});

const aMatch = (changes: Partial<MediaMatch> = {}): MediaMatch => ({
  videos: new Map(),
  images: new Map(),
  videoWays: new Map(),
  imageWays: new Map(),
  missingVideos: [],
  missingImages: [],
  duplicates: [],
  ...changes,
});

const find = (audit: ReturnType<typeof auditDataset>, code: FindingCode) =>
  audit.findings.find((finding) => finding.code === code);

const auditSamples = (...changes: Partial<Sample>[]) =>
  auditDataset({ dataset: aDataset({ samples: samplesOf(...changes) }), media: null });

/** Codes with the samples concerned. */
const found = (audit: ReturnType<typeof auditDataset>) =>
  Object.fromEntries(audit.findings.map(({ code, samples }) => [code, samples]));

describe('questions', () => {
  test('that are as they should be give no findings', () => {
    expect(auditSamples({}, { answerLocation: '' }, { answerLocation: 'Whole video' })).toEqual({
      samples: 3,
      videos: 3,
      images: 3,
      findings: [],
    });
  });

  test('options: blank, repeated, the answer among them, white space', () => {
    const audit = auditSamples(
      { blankDistractors: 2 },
      { distractors: ['a', 'b', 'a', 'a'] },
      { distractors: ['a', 'b', ' A'] },
      { distractors: ['green', 'red'] },
      { distractors: ['green', 'Red '] },
      { answer: ' red', distractors: ['blue'] },
      // A copy of the answer is no repeated distractor, and the other way round.
      { answer: 'x', distractors: ['y', 'y'] },
    );
    expect(found(audit)).toEqual({
      'blank-distractors': [0],
      'repeated-options': [1, 6],
      'repeated-options-folded': [1, 2, 6],
      'answer-among-distractors': [3],
      'answer-among-distractors-folded': [3, 4],
      'white-space-around-answer': [5],
    });
    expect(find(audit, 'repeated-options')?.notes[0]).toEqual({ text: '"a"', samples: [1] });
    expect(find(audit, 'blank-distractors')?.notes[0]?.text).toBe('2 of 5');
  });

  test('unknown tasks, unless the file knows none of the paper’s', () => {
    const audit = auditSamples({}, { task: 'nli' }, { task: 'Cooking' }, { task: 'Cooking' });
    expect(find(audit, 'unknown-task')).toEqual({
      code: 'unknown-task',
      samples: [1, 2, 3],
      notes: [
        { text: '"nli"', samples: [1] },
        { text: '"Cooking"', samples: [2, 3] },
      ],
    });
    expect(auditSamples({ task: 'Cooking' }, { task: 'Eating' }).findings).toEqual([]);
  });

  test('a granularity in two spellings', () => {
    const audit = auditSamples({}, { givenGranularity: 'Whole video' });
    expect(find(audit, 'granularity-respelt')).toEqual({
      code: 'granularity-respelt',
      samples: [1],
      notes: [{ text: '"Whole video" is read as "Whole Video"', samples: [1] }],
    });
  });

  test('locations that end before they begin or are none', () => {
    const audit = auditSamples({ answerLocation: '10:48-10:18' }, { answerLocation: 'soon' });
    expect(found(audit)).toEqual({ 'location-reversed': [0], 'location-unparsable': [1] });
  });

  test('ids and images used twice', () => {
    const audit = auditSamples(
      { videoId: 'v', imageName: 'a.png' },
      { videoId: 'w', imageName: 'a.png' },
      { videoId: 'v', imageName: 'b.png' },
      { videoId: 'v', imageName: 'c.png', dataId: 2 },
    );
    expect(audit).toMatchObject({ samples: 4, videos: 2, images: 3 });
    expect(found(audit)).toEqual({ 'data-id-repeated': [0, 2], 'image-shared': [0, 1] });
  });

  test('identical inputs: the options in any order, and copies counted once', () => {
    const same = { videoId: 'v', imageName: 'a.png' };
    const audit = auditSamples(
      { ...same, dataId: 1, answer: 'x', distractors: ['y', 'z'] },
      { ...same, dataId: 2, answer: 'y', distractors: ['z', 'x', 'z'] },
      { ...same, dataId: 3, answer: 'y', distractors: ['z'] },
      { ...same, dataId: 4, answer: 'x', distractors: ['y', 'z'], question: 'Why?' },
    );
    expect(find(audit, 'inputs-identical')).toEqual({
      code: 'inputs-identical',
      samples: [0, 1],
      notes: [{ text: 'question 1 of video v, question 2 of video v', samples: [0, 1] }],
    });
  });

  test('items that were left out are counted though they are no samples', () => {
    const dataset = aDataset({
      problems: [
        { line: 3, message: 'Not JSON.', leftOut: true },
        { line: 4, message: 'An odd thing, kept.' },
        { line: 0, message: 'No list.', leftOut: true },
      ],
    });
    const finding = find(auditDataset({ dataset, media: null }), 'unusable-item');
    expect(finding?.notes.map(({ text }) => text)).toEqual(['Line 3: Not JSON.', 'No list.']);
    expect(finding && findingCount(finding)).toBe(2);
  });
});

describe('media', () => {
  const dataset = aDataset({
    samples: samplesOf({ videoId: 'v' }, { videoId: 'v', dataId: 2 }, { videoId: 'w' }),
  });
  const [v, image] = [file('one/v.mp4'), file('0.png')];

  test('are missing only where some of their kind were given', () => {
    const media = aMatch({ videos: new Map([['v', v]]) });
    expect(found(auditDataset({ dataset, media }))).toEqual({ 'missing-video': [2] });
    const images = aMatch({ images: new Map([[0, image]]) });
    expect(found(auditDataset({ dataset, media: images }))).toEqual({ 'missing-image': [1, 2] });
    expect(auditDataset({ dataset, media: aMatch() }).findings).toEqual([]);
    expect(auditDataset({ dataset, media: null }).findings).toEqual([]);
  });

  test('are all missing where some were given and none fits', () => {
    const given = { videos: true, images: false };
    expect(found(auditDataset({ dataset, media: aMatch(), given }))).toEqual({
      'missing-video': [0, 1, 2],
    });
  });

  test('that are there twice are told with both paths', () => {
    const media = aMatch({
      videos: new Map([
        ['v', v],
        ['w', file('w.mp4')],
      ]),
      duplicates: [{ kept: v, others: [file('two/v.mp4'), file('two/v.webm')] }],
    });
    expect(find(auditDataset({ dataset, media }), 'media-duplicated')).toEqual({
      code: 'media-duplicated',
      samples: [0, 1],
      notes: [{ text: 'one/v.mp4 is used, not two/v.mp4, two/v.webm', samples: [0, 1] }],
    });
  });
});

describe('opened videos', () => {
  const withFacts = (samples: Sample[], ...facts: ReturnType<typeof someFacts>[]) =>
    auditDataset({ dataset: aDataset({ samples }), media: null, facts });

  test('that cannot be used, by what is wrong with them', () => {
    const samples = samplesOf({}, {}, {}, {}, {}, {});
    const failed = (
      at: number,
      code: 'corrupt-video' | 'decode-failed' | 'timeout' | 'unsupported-video',
      detail?: 'no-video-track',
    ) =>
      someFacts({
        videoId: `v${at}`,
        video: null,
        error: { code, message: `v${at} is bad.`, detail },
      });
    const audit = withFacts(
      samples,
      failed(0, 'corrupt-video'),
      failed(1, 'decode-failed'),
      failed(2, 'timeout'),
      failed(3, 'unsupported-video', 'no-video-track'),
      failed(4, 'unsupported-video'),
      failed(99, 'corrupt-video'),
    );
    expect(found(audit)).toEqual({
      'video-not-opened': [0, 1, 2],
      'video-without-track': [3],
      'video-codec-unsupported': [4],
    });
    expect(find(audit, 'video-without-track')?.notes).toEqual([
      { text: 'v3 is bad.', samples: [3] },
    ]);
  });

  test('that end before the evidence; an end may be rounded up', () => {
    const at = (answerLocation: string) => ({ videoId: 'v', answerLocation });
    const samples = samplesOf(
      ...['0:59', '1:01', '1:05-1:06', '0:50-1:01', '0:50-1:02', '1:05-0:02', 'Whole video'].map(
        at,
      ),
    );
    const audit = withFacts(samples, someFacts({ videoId: 'v', duration: 60.2 }));
    expect(found(audit)['video-shorter-than-evidence']).toEqual([1, 2, 4]);
    expect(find(audit, 'video-shorter-than-evidence')?.notes[0]).toEqual({
      text: '1:01, but v.mp4 lasts 60.2 s',
      samples: [1],
    });
  });

  test('with pixels that are not square', () => {
    const audit = withFacts(samplesOf({}, {}), someFacts({ videoId: 'v1', pixelAspect: 4 / 3 }));
    expect(find(audit, 'pixels-not-square')).toEqual({
      code: 'pixels-not-square',
      samples: [1],
      notes: [{ text: 'v1.mp4: a pixel is 1.333 times as wide as high', samples: [1] }],
    });
  });

  test('that differ from somebody else’s list', () => {
    const theirs = ['v0', 'v1', 'v2'].map((videoId) => someFacts({ videoId }));
    const { rows } = parseMediaCsv(toMediaCsv(theirs));
    const audit = auditDataset({
      dataset: aDataset({ samples: samplesOf({}, {}, {}) }),
      media: null,
      facts: [
        someFacts({ videoId: 'v0' }),
        someFacts({ videoId: 'v1', sha256: 'bb' }),
        someFacts({ videoId: 'v2', sha256: 'cc', size: 7, height: 240 }),
      ],
      expected: rows,
    });
    expect(find(audit, 'video-differs-from-list')).toEqual({
      code: 'video-differs-from-list',
      samples: [1, 2],
      notes: [
        {
          text: 'v1.mp4 is another file, though its pictures have the same codec, size, number and length: fingerprint',
          samples: [1],
        },
        {
          text: 'v2.mp4 is another video: size 7, listed 1000; fingerprint; height 240, listed 360',
          samples: [2],
        },
      ],
    });
  });
});

test('findings come in the order in which they are shown', () => {
  const audit = auditSamples({
    answerLocation: 'soon',
    distractors: ['a', 'a'],
    blankDistractors: 1,
  });
  expect(audit.findings.map(({ code }) => code)).toEqual([
    'blank-distractors',
    'repeated-options',
    'repeated-options-folded',
    'location-unparsable',
  ]);
});

test('as CSV: a row per finding and sample, quoted and safe in a spreadsheet', () => {
  const dataset = aDataset({
    samples: samplesOf(
      { videoId: '-GPkPGZVVDg', answerLocation: '=1+1, "now"' },
      { videoId: '=cmd|A1', blankDistractors: 1 },
    ),
    problems: [
      { line: 9, message: '@SUM(A1)', leftOut: true },
      { line: 0, message: '@x', leftOut: true },
    ],
  });
  expect(auditCsv(auditDataset({ dataset, media: null }), dataset).split('\r\n')).toEqual([
    'code,video_id,data_id,note',
    'unusable-item,,,Line 9: @SUM(A1)',
    "unusable-item,,,'@x",
    "blank-distractors,'=cmd|A1,1,1 of 4",
    String.raw`location-unparsable,-GPkPGZVVDg,1,"""=1+1, \""now\"""""`,
    '',
  ]);
});

test.skipIf(!hasPublicQuestions)(
  'the public questions of IV-Bench (needs ../shared/ivbench/test_data.jsonl)',
  async () => {
    const audit = auditDataset({ dataset: await publicQuestions(), media: null });
    expect(audit).toMatchObject({ samples: 1686, videos: 747, images: 1680 });
    expect(
      Object.fromEntries(audit.findings.map((finding) => [finding.code, findingCount(finding)])),
    ).toEqual({
      'blank-distractors': 89,
      'repeated-options': 64,
      'repeated-options-folded': 78,
      'answer-among-distractors': 21,
      'answer-among-distractors-folded': 29,
      'white-space-around-answer': 3,
      'granularity-respelt': 293,
      'location-reversed': 1,
      'image-shared': 12,
    });
  },
);
