import {
  findingCount,
  type Audit,
  type Coverage,
  type CoverageCount,
  type CoveragePoint,
  type Sample,
} from '../domain/index.js';
import { alignedLines } from './aligned-lines.js';
import { findingTexts } from './finding-texts.js';

/**
 * An audit as indented JSON: samples are `[videoId, dataId]`, and `count` also counts cases that are no samples (items
 * left out). In `coverage`, intervals and points are `{n, sampled, rate}`; `samples` has a row
 * `[videoId, dataId, kind, 1 or 0]` for each that has a place in its video, with a probability where a length was
 * assumed.
 * @param coverage null where no frame plan is chosen
 */
export function auditReport(
  audit: Audit,
  coverage: Coverage | null,
  samples: readonly Sample[],
  curve: readonly CoveragePoint[] = [],
): string {
  const byOrdinal = new Map(samples.map((sample) => [sample.ordinal, sample]));
  const keys = (ordinals: readonly number[]): [string, number][] =>
    ordinals.flatMap((ordinal): [string, number][] => {
      const sample = byOrdinal.get(ordinal);
      return sample ? [[sample.videoId, sample.dataId]] : [];
    });
  const report = {
    samples: audit.samples,
    videos: audit.videos,
    images: audit.images,
    findings: audit.findings.map((finding) => ({
      code: finding.code,
      count: findingCount(finding),
      samples: keys(finding.samples),
      notes: finding.notes.map((note) => ({ text: note.text, samples: keys(note.samples) })),
    })),
    coverage: coverage && {
      ...coverage,
      samples: coverage.samples.flatMap(({ ordinal, kind, probability }) =>
        probability === null ? [] : keys([ordinal]).map((key) => [...key, kind, probability]),
      ),
      curve,
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** What an audit found, as plain text for a terminal: a row per finding, or that there is none. */
export function auditTable(audit: Audit): string {
  const { samples, videos, images, findings } = audit;
  const head = `Samples: ${samples}, videos: ${videos}, images: ${images}.`;
  if (findings.length === 0) return `${head}\nNothing odd was found.\n`;
  const rows = findings.map((finding) => [
    findingTexts[finding.code].title,
    String(findingCount(finding)),
  ]);
  return `${[head, '', ...alignedLines(['Finding', 'Count'], [rows])].join('\n')}\n`;
}

/** Evidence sampled by the frame plan, as plain text for a terminal: a row per task, then all. */
export function coverageTable(coverage: Coverage): string {
  const { frames, pointTolerance, intervals, points, byTask, wholeVideo, unknown } = coverage;
  const row = (name: string, at: Pick<Coverage, 'intervals' | 'points'>): string[] => [
    name,
    ...cells(at.intervals),
    ...cells(at.points),
  ];
  const heads = ['Evidence sampled', 'Intervals', 'sampled', 'Points', 'sampled'];
  const lines = alignedLines(heads, [
    byTask.map((task) => row(task.task, task)),
    [row('All tasks', { intervals, points })],
  ]);
  lines.push(
    `Frames: ${frames}; a point is sampled by a frame within ${pointTolerance} s of it. Whole video, not applicable: ${wholeVideo}; unknown: ${unknown}.`,
  );
  if (coverage.assumedSeconds !== null)
    lines.push(
      `Videos not opened: ${coverage.assumedVideos}, taken to last ${coverage.assumedSeconds} s; their samples count with the probability that a frame lands in the evidence.`,
    );
  return `${lines.join('\n')}\n`;
}

const cells = ({ n, rate }: CoverageCount): [string, string] => [
  String(n),
  rate === null ? '-' : `${(rate * 100).toFixed(1)} %`,
];
