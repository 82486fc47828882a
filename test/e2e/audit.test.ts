import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { runCommand } from '../../scripts/lib/run-command.mjs';
import { temporaryFolder } from './run-eval.js';

interface AuditReport {
  readonly samples: number;
  readonly videos: number;
  readonly images: number;
  readonly findings: readonly {
    readonly code: string;
    readonly count: number;
    readonly samples: readonly (readonly [string, number])[];
  }[];
  readonly coverage: {
    readonly frames: number;
    readonly intervals: { readonly n: number; readonly sampled: number };
    readonly points: { readonly n: number; readonly sampled: number };
  };
}

const ownData = (...names: readonly string[]) =>
  path.join(root, 'test', 'fixtures', 'own-data', ...names);
const publicQuestions = path.join(root, '..', 'shared', 'ivbench', 'test_data.jsonl');

const runAudit = (...args: readonly string[]) =>
  runCommand(process.execPath, [path.join(root, 'scripts', 'audit.mjs'), ...args], {
    capture: true,
  });

const readReport = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as AuditReport;

const counts = ({ findings }: AuditReport) =>
  Object.fromEntries(findings.map(({ code, count }) => [code, count]));

describe('npm run audit', () => {
  test('tells what is missing and odd, opens the videos and counts the evidence sampled', async () => {
    const report = path.join(temporaryFolder(), 'new', 'audit.json');
    const { code, output } = await runAudit(
      ...['--question-file', ownData('questions.jsonl'), '--video-dir', ownData('videos')],
      ...['--image-dir', ownData('images'), '--frames', '16', '--report', report],
    );
    expect(code, output).toBe(0);
    expect(output).toContain('Samples: 7, videos: 5, images: 3.');
    expect(output).toContain('4/4');
    const audit = readReport(report);
    expect(audit).toMatchObject({ samples: 7, videos: 5, images: 3 });
    expect(audit.findings.find(({ code: name }) => name === 'missing-video')).toMatchObject({
      count: 1,
      samples: [['missingEEEE', 1]],
    });
    expect(audit.coverage).toMatchObject({ frames: 16, intervals: { n: 2, sampled: 2 } });
  });

  test('takes a side table and a media list, and finds the video that differs from it', async () => {
    const folder = temporaryFolder();
    const [side, list, report] = ['domains.csv', 'their-media.csv', 'audit.json'].map((name) =>
      path.join(folder, name),
    ) as [string, string, string];
    writeFileSync(side, 'video_id,domain\nbarsCCCCCCC,patterns\n');
    writeFileSync(list, `video_id,size,fingerprint\nbarsCCCCCCC,1,${'0'.repeat(64)}\n`);
    const { code, output } = await runAudit(
      ...['--question-file', ownData('questions.jsonl'), '--video-dir', ownData('videos')],
      ...['--side-table', side, '--media-list', list, '--report', report],
    );
    expect(code, output).toBe(0);
    expect(counts(readReport(report))).toMatchObject({ 'video-differs-from-list': 1 });
  });

  test('ends with exit code 1 and the name of a file that cannot be used', async () => {
    const folder = temporaryFolder();
    const note = path.join(folder, 'note.jsonl');
    writeFileSync(note, 'This is a note.\n');
    const bad = await runAudit('--question-file', note);
    expect([bad.code, bad.output]).toEqual([1, expect.stringContaining('note.jsonl')]);
    expect(bad.output).not.toMatch(/\n\s+at /);
    const table = path.join(folder, 'prices.csv');
    writeFileSync(table, 'article,price\npear,2\n');
    const side = await runAudit(
      ...['--question-file', ownData('questions.jsonl'), '--side-table', table],
    );
    expect([side.code, side.output]).toEqual([1, expect.stringContaining('prices.csv')]);
  });

  test('ends with exit code 2 on wrong usage', async () => {
    const { code, output } = await runAudit('--report', 'audit.json');
    expect([code, output]).toEqual([2, expect.stringContaining('--question-file')]);
  });

  test.skipIf(!existsSync(publicQuestions))(
    "finds in the public questions what the protocol's notes say (needs ../shared/ivbench/test_data.jsonl)",
    async () => {
      const report = path.join(temporaryFolder(), 'audit.json');
      const { code, output } = await runAudit(
        ...['--question-file', publicQuestions, '--report', report],
      );
      expect(code, output).toBe(0);
      const audit = readReport(report);
      expect(audit).toMatchObject({ samples: 1686, videos: 747, images: 1680 });
      expect(counts(audit)).toMatchObject({
        'blank-distractors': 89,
        'repeated-options': 64,
        'answer-among-distractors': 21,
        'location-reversed': 1,
      });
    },
  );
});
