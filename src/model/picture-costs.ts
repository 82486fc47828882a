import { tokensOf, type Family, type Treatment } from './families/family.js';
import { tokenBudget } from './token-budget.js';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What one picture is to a model. */
export interface PictureCost {
  /** Tiles that it is cut into; 0: none. */
  readonly tiles: number;
  /** Pictures that the vision encoder sees: the tiles, and most often the whole beside them. */
  readonly pictures: number;
  /** Image tokens in the prompt. */
  readonly tokens: number;
}

/** What a picture of one size, in pixels, is to a model. */
export interface SizeCosts extends PictureSize {
  readonly whole: PictureCost;
  readonly split: PictureCost;
}

export interface ModelCosts {
  /** Image tokens of every picture taken whole; null where they depend on its size. */
  readonly tokensPerImage: number | null;
  /** One for each size asked for. */
  readonly sizes: readonly SizeCosts[];
}

type Shapes = Pick<Family, 'tokensPerImage' | 'shape'>;

function costOf(family: Shapes, { width, height }: PictureSize, treatment: Treatment): PictureCost {
  const shape = family.shape(width, height, treatment);
  const tiles = shape.tiles ? shape.tiles.rows * shape.tiles.columns : 0;
  return { tiles, pictures: shape.grids.length, tokens: tokensOf(shape) };
}

/**
 * What pictures take of a prompt, from their sizes alone.
 * @throws AppError `corrupt-image` for a shape that the model's processor refuses
 */
export const pictureCosts = (family: Shapes, sizes: readonly PictureSize[]): ModelCosts => ({
  tokensPerImage: family.tokensPerImage,
  sizes: sizes.map((size) => ({
    width: size.width,
    height: size.height,
    whole: costOf(family, size, 'whole'),
    split: costOf(family, size, 'split'),
  })),
});

const count = (value: number): string => value.toLocaleString('en');
const several = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
const inPixels = ({ width, height }: PictureSize): string => `${count(width)} x ${count(height)}`;

/** What splitting an image costs, in words. */
export function splittingInWords({ whole, split, ...size }: SizeCosts): string {
  if (split.tiles === 0)
    return `This model does not split an image of ${inPixels(size)}: ${several(whole.tokens, 'image token')} either way.`;
  const also = split.pictures > split.tiles ? ' and the whole image' : '';
  return `${several(split.tiles, 'tile')}${also}, ${several(split.tokens, 'image token')} instead of ${count(whole.tokens)}, for an image of ${inPixels(size)}.`;
}

/**
 * What a frame height does to a model's tokens, in words.
 * @param native a frame as it comes
 * @param scaled the same at the height asked for
 */
export function heightInWords(
  tokensPerImage: number | null,
  native: SizeCosts,
  scaled: SizeCosts,
): string {
  if (tokensPerImage !== null)
    return `This model takes ${several(tokensPerImage, 'token')} a frame whatever its height: a smaller height means ${tokenBudget([tokensPerImage, tokensPerImage], true)}.`;
  const [before, after] = [native.whole.tokens, scaled.whole.tokens];
  const takes = `A frame of ${inPixels(native)} takes ${several(before, 'image token')}`;
  if (native.height === scaled.height) return `${takes}: with this model they depend on its size.`;
  return `${takes}, and ${count(after)} at height ${count(scaled.height)}: ${tokenBudget([before, after], false)}.`;
}
