import { needsFrames, needsImage, type Protocol } from '../domain/index.js';
import type { RunWork } from './run-work.js';
import type { PictureCosts, TokenCosts } from './token-costs.js';

/** Where a picture's size is not known before its file is opened: most videos of the web. */
const usualHeight = 360;

/** Tokens of the parts of a run's prompts; 0 for those that its condition leaves out. */
export interface PromptTokens {
  readonly perFrame: number;
  readonly frames: number;
  readonly image: number;
  readonly question: number;
  /** The options and all that stands around: instruction, chat template. */
  readonly options: number;
  /** Image tokens of a frame and of the query image, words left out. */
  readonly inFrame: number;
  readonly inImage: number;
}

/**
 * @param pictureTokens image tokens of one picture of the usual size
 */
export function promptTokens(
  { base, perCharacter, pictures }: TokenCosts,
  protocol: Protocol,
  texts: Pick<RunWork, 'questionCharacters' | 'optionCharacters'>,
  pictureTokens: number,
): PromptTokens {
  const { prompt, condition, height, imageSplitting, frames, frameInput } = protocol;
  const at = (pixels: number, of: (costs: PictureCosts) => number) => between(pictures, pixels, of);
  const frameOf = ({ frame }: PictureCosts) => frame[prompt];
  const label = at(usualHeight, frameOf) - pictureTokens;
  // Two frames share the tokens of one, and a label.
  const share = frameInput === 'video-pairs' ? 2 : 1;
  const perFrame = at(height === 'native' ? usualHeight : height, frameOf) / share;
  const imageOf = ({ whole, split }: PictureCosts) => (imageSplitting ? split : whole);
  const words = at(usualHeight, ({ whole }) => whole) - pictureTokens;
  const image = at(usualHeight, imageOf);
  return {
    perFrame,
    frames: needsFrames(condition) ? frames * perFrame : 0,
    image: needsImage(condition) ? image : 0,
    question: perCharacter * texts.questionCharacters,
    options: base[prompt] + perCharacter * texts.optionCharacters,
    inFrame: Math.max(0, perFrame - label / share),
    inImage: needsImage(condition) ? Math.max(0, image - words) : 0,
  };
}

/** Tokens grow with a picture's pixels between the sizes that were counted, and on beyond them. */
function between(
  pictures: readonly PictureCosts[],
  height: number,
  of: (costs: PictureCosts) => number,
): number {
  const after = pictures.findIndex((costs) => costs.height >= height);
  const high = pictures[after < 0 ? pictures.length - 1 : Math.max(after, 1)];
  const low = pictures[after < 0 ? pictures.length - 2 : Math.max(after, 1) - 1];
  const [only] = pictures;
  if (!low || !high) return only ? of(only) : 0;
  const slope = (of(high) - of(low)) / (high.height ** 2 - low.height ** 2);
  return Math.max(1, of(low) + slope * (height ** 2 - low.height ** 2));
}
