import { AppError, type ImportProblem, type VideoFacts } from '../domain/index.js';
import { toCsv, unguarded } from '../lib/index.js';
import { readDelimited } from './delimited.js';
import { cellText, columnKey, toldColumns, type TableRow } from './table.js';

const header = [
  ...['video_id', 'size', 'fingerprint', 'codec', 'width', 'height', 'frames', 'duration'],
  ...['name', 'error'],
] as const;

/** One video of a media list. `sha256` is the fingerprint: of the first and the last MiB. */
export interface ListedVideo extends Pick<VideoFacts, 'videoId' | 'name' | 'size' | 'sha256'> {
  /** null where it could not be opened. */
  readonly video: Pick<
    NonNullable<VideoFacts['video']>,
    'codec' | 'width' | 'height' | 'frames' | 'duration'
  > | null;
}

export interface MediaList {
  readonly rows: readonly ListedVideo[];
  readonly problems: readonly ImportProblem[];
}

/** Decoders agree on times to a millisecond. */
const milliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/**
 * The opened videos as media.csv, by which somebody else can check that their copies are the same: id, size in bytes,
 * fingerprint, codec, width and height of the upright picture, frames, duration in seconds; then the file's name, and
 * the code of the error where it could not be opened.
 */
export function toMediaCsv(facts: readonly VideoFacts[]): string {
  const rows = facts.map(({ videoId, name, size, sha256, video, error }) => [
    ...[videoId, size, sha256, video?.codec ?? ''],
    ...[video?.width ?? '', video?.height ?? '', video?.frames ?? ''],
    ...[video ? milliseconds(video.duration) : '', name, error?.code ?? ''],
  ]);
  return toCsv([header, ...rows]);
}

/**
 * Reads a media list: a table with the columns of `toMediaCsv` in any order; `sha256` may stand for `fingerprint`, and
 * only it, `video_id` and `size` must be there. A row that is of no use becomes a problem; of several with one id the
 * first is kept.
 * @throws AppError `invalid-dataset` when columns are missing
 */
export function parseMediaCsv(text: string): MediaList {
  const table = readDelimited(text);
  const columns = table.columns.map(columnKey);
  const place = (...names: string[]): number =>
    columns.findIndex((column) => names.some((name) => columnKey(name) === column));
  const at = Object.fromEntries(header.map((name) => [name, place(name)]));
  at['fingerprint'] = place('fingerprint', 'sha256');
  const missing = ['video_id', 'size', 'fingerprint'].filter((name) => at[name] === -1);
  if (missing.length > 0)
    throw new AppError(
      'invalid-dataset',
      `This is no media list: it has no column ${missing.join(', ')}, only ${toldColumns(table.columns)}. Give the media.csv that somebody exported.`,
    );
  const rows = new Map<string, ListedVideo>();
  const problems = [...table.problems];
  for (const row of table.rows) {
    const read = readRow(row, at);
    const message =
      typeof read === 'string'
        ? read
        : rows.has(read.videoId)
          ? `Video ${read.videoId} is listed twice. The first is kept; remove one.`
          : null;
    if (message !== null) problems.push({ line: row.line, message, leftOut: true });
    else if (typeof read !== 'string') rows.set(read.videoId, read);
  }
  return { rows: [...rows.values()], problems };
}

/** @returns a message where the row is of no use */
function readRow(row: TableRow, at: Readonly<Record<string, number>>): ListedVideo | string {
  if (row.wrong !== undefined) return row.wrong;
  const cell = (name: string): string => (cellText(row.cells[at[name] ?? -1]) ?? '').trim();
  const number = (name: string): number => (/^\d+(\.\d+)?$/.test(cell(name)) ? +cell(name) : NaN);
  const videoId = unguarded(cell('video_id'));
  const [size, sha256] = [number('size'), cell('fingerprint').toLowerCase()];
  if (videoId === '' || sha256 === '' || !Number.isInteger(size))
    return 'No id, size in bytes or fingerprint. Left out; mend the row.';
  const video = {
    codec: cell('codec'),
    width: number('width'),
    height: number('height'),
    frames: number('frames'),
    duration: number('duration'),
  };
  const isOpen =
    video.codec !== '' &&
    Number.isFinite(video.width + video.height + video.frames + video.duration);
  return { videoId, name: unguarded(cell('name')), size, sha256, video: isOpen ? video : null };
}

const comparedColumns = ['codec', 'width', 'height', 'frames', 'duration'] as const;
type ComparedColumn = 'size' | 'fingerprint' | (typeof comparedColumns)[number];

/** How one's own copy of a video differs from a listed one. */
export interface MediaDifference {
  readonly videoId: string;
  readonly name: string;
  /**
   * `file`: another file whose pictures have the same codec, size, number and length; they need not be the same pixels.
   * `pictures`: these differ too. `unknown`: one of the two could not be opened.
   */
  readonly kind: 'file' | 'pictures' | 'unknown';
  readonly columns: readonly {
    readonly column: ComparedColumn;
    readonly listed: string | number;
    readonly found: string | number;
  }[];
}

/**
 * Where opened videos differ from a media list, in the order of the facts. Videos that only one side has are left out.
 */
export function compareMedia(
  listed: readonly ListedVideo[],
  facts: readonly VideoFacts[],
): MediaDifference[] {
  const byId = new Map(listed.map((row) => [row.videoId, row]));
  return facts.flatMap((found) => {
    const row = byId.get(found.videoId);
    if (!row) return [];
    const file = differing([
      ['size', row.size, found.size],
      ['fingerprint', row.sha256, found.sha256],
    ]);
    const [theirs, ours] = [row.video, found.video];
    const pictures =
      theirs && ours
        ? differing(
            comparedColumns.map((column) =>
              column === 'duration'
                ? [column, milliseconds(theirs.duration), milliseconds(ours.duration)]
                : [column, theirs[column], ours[column]],
            ),
          )
        : [];
    const columns = [...file, ...pictures];
    if (columns.length === 0) return [];
    const kind = !theirs || !ours ? 'unknown' : pictures.length > 0 ? 'pictures' : 'file';
    return [{ videoId: found.videoId, name: found.name, kind, columns }];
  });
}

/** Seconds that two decoders may disagree by on one file. */
const durationTolerance = 0.0015;

function differing(
  pairs: readonly (readonly [ComparedColumn, string | number, string | number])[],
): MediaDifference['columns'] {
  return pairs
    .filter(([column, listed, found]) =>
      column === 'duration'
        ? Math.abs(Number(listed) - Number(found)) > durationTolerance
        : listed !== found,
    )
    .map(([column, listed, found]) => ({ column, listed, found }));
}
