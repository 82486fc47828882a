import type { Audit, Dataset, MediaMatch, VideoFacts } from '../domain/index.js';
import { toCsv } from '../lib/index.js';
import { auditCopies, auditFiles, auditVideos, type GivenKinds } from './audit-media.js';
import { auditQuestions } from './audit-questions.js';
import { Findings, groupBy } from './findings.js';
import type { ListedVideo } from './media-list.js';

export interface AuditInput {
  readonly dataset: Dataset;
  /** null: no media were given. */
  readonly media: MediaMatch | null;
  /**
   * Of which kinds of media anything was given: what was never given is not missing. Default: the kinds of which a
   * file was matched.
   */
  readonly given?: GivenKinds | undefined;
  /** Videos that were opened, or that could not be; default: none. */
  readonly facts?: readonly VideoFacts[] | undefined;
  /** Somebody else's media list, to check one's own copies against. */
  readonly expected?: readonly ListedVideo[] | undefined;
}

/** What is missing, odd or broken in a dataset and its media (`findingCodes`); nothing is read or opened here. */
export function auditDataset({
  dataset: { samples, problems },
  media,
  given = { videos: (media?.videos.size ?? 0) > 0, images: (media?.images.size ?? 0) > 0 },
  facts = [],
  expected = [],
}: AuditInput): Audit {
  const findings = new Findings();
  for (const { line, message, leftOut } of problems)
    if (leftOut) findings.add('unusable-item', [], line > 0 ? `Line ${line}: ${message}` : message);
  auditQuestions(samples, findings);
  if (media) auditFiles(samples, media, given, findings);
  const byVideo = groupBy(samples, ({ videoId }) => videoId);
  auditVideos(byVideo, facts, findings);
  auditCopies(byVideo, facts, expected, findings);
  return {
    samples: samples.length,
    videos: byVideo.size,
    images: new Set(samples.flatMap(({ imageName }) => imageName || [])).size,
    findings: findings.list(),
  };
}

/** The findings as CSV: a row per finding and sample, then those that concern no sample. */
export function auditCsv(audit: Audit, { samples }: Pick<Dataset, 'samples'>): string {
  const byOrdinal = new Map(samples.map((sample) => [sample.ordinal, sample]));
  const rows = audit.findings.flatMap(({ code, samples: concerned, notes }) => {
    const texts = new Map<number, string[]>(concerned.map((ordinal) => [ordinal, []]));
    for (const note of notes)
      for (const ordinal of note.samples) texts.get(ordinal)?.push(note.text);
    return [
      ...Array.from(texts, ([ordinal, told]) => {
        const sample = byOrdinal.get(ordinal);
        return [code, sample?.videoId ?? '', sample?.dataId ?? '', told.join('; ')];
      }),
      ...notes.filter((note) => note.samples.length === 0).map(({ text }) => [code, '', '', text]),
    ];
  });
  return toCsv([['code', 'video_id', 'data_id', 'note'], ...rows]);
}
