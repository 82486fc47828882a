import type { FindingCode } from '../domain/index.js';

export interface FindingText {
  readonly title: string;
  /** What comes of it, and what the visitor can do. */
  readonly whatToDo: string;
}

/** The findings of an audit in plain words, for the page and the terminal. */
export const findingTexts: Readonly<Record<FindingCode, FindingText>> = {
  'unusable-item': {
    title: 'Items left out: not usable as questions',
    whatToDo: 'Mend the lines or items named, and give the file again.',
  },
  'missing-video': {
    title: 'Video missing',
    whatToDo:
      'These questions are left out. Give the videos, or download them with the list for yt-dlp.',
  },
  'missing-image': {
    title: 'Query image missing',
    whatToDo: 'These questions are left out. Give the images under the names in the question file.',
  },
  'video-not-opened': {
    title: 'Video cannot be opened',
    whatToDo: 'These questions will have no score. Download or copy the videos again.',
  },
  'video-without-track': {
    title: 'File has no video track',
    whatToDo:
      'These questions will have no score. Give a file with the pictures, not the sound alone.',
  },
  'video-codec-unsupported': {
    title: 'Video in a format that cannot be decoded here',
    whatToDo: 'Convert it to H.264 in MP4, or use a browser that decodes it.',
  },
  'video-shorter-than-evidence': {
    title: 'Video ends before the annotated evidence',
    whatToDo: 'Probably another cut of the video, or half a download. Compare it with the source.',
  },
  'video-differs-from-list': {
    title: 'Video differs from the media list',
    whatToDo: 'Scores on other pixels are not comparable. Get the same file as the list names.',
  },
  'media-duplicated': {
    title: 'File given more than once',
    whatToDo: 'The first one given is used. Remove the others if that is the wrong one.',
  },
  'pixels-not-square': {
    title: 'Video with pixels that are not square',
    whatToDo: 'Frames are taken as stored, so they look stretched, as PyAV and OpenCV give them.',
  },
  'blank-distractors': {
    title: 'Blank distractors',
    whatToDo: 'They are dropped, so these questions have fewer options and guessing does better.',
  },
  'repeated-options': {
    title: 'Distractors repeated exactly',
    whatToDo: 'They are asked as they are: guessing is a little easier.',
  },
  'repeated-options-folded': {
    title: 'Distractors repeated, but for case and white space',
    whatToDo:
      'They are asked as they are: guessing is a little easier. Exact copies are counted too.',
  },
  'answer-among-distractors': {
    title: 'Answer repeated exactly among the distractors',
    whatToDo: 'Every copy of the answer counts as right.',
  },
  'answer-among-distractors-folded': {
    title: 'Answer among the distractors, but for case and white space',
    whatToDo: 'Every such copy of the answer counts as right. Exact copies are counted too.',
  },
  'white-space-around-answer': {
    title: 'White space around the answer',
    whatToDo: 'The option is shown as it is; white space decides nothing in scoring.',
  },
  'unknown-task': {
    title: 'Task that IV-Bench does not have',
    whatToDo: 'Counted as a task of its own. Check its spelling.',
  },
  'granularity-respelt': {
    title: 'Granularity in a second spelling',
    whatToDo: 'Read as the commoner spelling.',
  },
  'location-reversed': {
    title: 'Evidence ends before it begins',
    whatToDo: 'The question is asked, but its evidence is not counted in coverage.',
  },
  'location-unparsable': {
    title: 'Place of the evidence not understood',
    whatToDo: 'The question is asked, but its evidence is not counted in coverage.',
  },
  'data-id-repeated': {
    title: 'data_id used more than once in a video',
    whatToDo: 'All are kept and told apart by their place in the file. Give each its own.',
  },
  'image-shared': {
    title: 'Query image used by several questions',
    whatToDo: 'Nothing, if that is meant.',
  },
  'inputs-identical': {
    title: 'Same video, image, question and options as another',
    whatToDo: 'Each is asked and counted. Remove the copies if they are not meant.',
  },
};
