/** Missing videos, by where they can be had. */
export interface DownloadList {
  /** Ids that have YouTube's form: 11 letters, digits, dashes and underscores. */
  readonly youtube: readonly string[];
  /** All other ids: nothing is known of where their videos are. */
  readonly others: readonly string[];
}

/** Tells the ids that have YouTube's form from the others; each once, in the order given. */
export function downloadList(videoIds: Iterable<string>): DownloadList {
  const ids = [...new Set(videoIds)];
  const isYouTube = (id: string): boolean => /^[\w-]{11}$/.test(id);
  return { youtube: ids.filter(isYouTube), others: ids.filter((id) => !isYouTube(id)) };
}

/** Ids as text, one a line. */
export const idList = (videoIds: readonly string[]): string =>
  videoIds.map((id) => `${id}\n`).join('');

/** The names under which the two files below are saved: each names the other. */
export const batchName = 'missing-videos.txt';
export const batchConfigName = 'yt-dlp-ivbench.conf';

/** What downloads all videos of the batch file, in the folder that holds both files. */
export const downloadCommand = `yt-dlp --ignore-config --config-locations ${batchConfigName}`;

/** A batch file for yt-dlp: whole addresses, since an id that begins with a dash would be taken for an option. */
export const batchFile = ({ youtube }: Pick<DownloadList, 'youtube'>): string =>
  [
    `# Videos that were missing: ${youtube.length}. In this folder, run: ${downloadCommand}`,
    ...youtube.map((id) => `https://www.youtube.com/watch?v=${id}`),
    '',
  ].join('\n');

/** The formats in the order they are tried, by YouTube's own numbers, which name one encoding each. */
const formats = [
  { format: '135', words: 'H.264, 480p, no sound, in MP4 (YouTube number 135)' },
  { format: '134', words: 'the same in 360p (134), where a video has no 480p' },
  { format: '133', words: 'in 240p (133)' },
  { format: '160', words: 'in 144p (160)' },
  {
    format: 'bv[vcodec^=avc1][height<=480][ext=mp4][protocol=https]',
    words: 'any other H.264 without sound in MP4, up to 480p, the best of them',
  },
  { format: '18', words: 'H.264, 360p, with sound, in MP4 (18)' },
] as const;

/** The one format, and the named fall-backs, in words: a line each. */
export const formatWords: readonly string[] = formats.map(({ words }) => words);

/**
 * The configuration that makes two people get the same pixels: the first format of a fixed list that YouTube has,
 * whatever yt-dlp's own ranking or the user's settings say, and the file as it was sent, never remuxed. A video is
 * saved as `{id}.mp4` beside the list; those that are there already are passed over.
 */
export const batchConfig = [
  `# Run in the folder that holds this file and ${batchName}:`,
  `#   ${downloadCommand}`,
  '# The first of these formats that a video has:',
  ...formatWords.map((words, i) => `#   ${i + 1}. ${words}`),
  `--format "${formats.map(({ format }) => format).join('/')}"`,
  '--output "%(id)s.%(ext)s"',
  '--no-playlist',
  '--fixup never',
  `--batch-file ${batchName}`,
  '--download-archive downloaded.txt',
  '',
].join('\n');
