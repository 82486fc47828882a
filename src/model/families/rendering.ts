import { AppError, type Prompt, type PromptPart } from '../../domain/index.js';
import type { ContentItem, Tokenizer } from '../tokenizer.js';
import {
  tokensOf,
  type ImagePlace,
  type PictureShape,
  type PromptPictures,
  type RenderedPrompt,
} from './family.js';

/** What a family's prompts are written with. */
export interface Wording {
  readonly tokenizer: Tokenizer;
  /** The token that the chat template writes for an image, and whose places the features take. */
  readonly imageToken: string;
  readonly imageTokenId: number;
  /** The text of one picture: its image tokens and the marks around them. */
  readonly pictureText: (shape: PictureShape) => string;
  /** The same for a pair of frames as a moment of video; absent: the family has no such thing. */
  readonly video?: { readonly token: string; readonly tokenId: number };
}

/**
 * The id of the token that stands for images, or for video.
 * @param stated the id in config.json, where that has one
 * @throws AppError `unsupported-model` unless it is one token, with the id that config.json states
 */
export function placeTokenId(
  tokenizer: Tokenizer,
  token: string,
  stated: number | undefined,
  modelId: string,
): number {
  const ids = tokenizer.encode(token);
  const [id] = ids;
  if (id !== undefined && ids.length === 1 && id === (stated ?? id)) return id;
  throw new AppError(
    'unsupported-model',
    `The tokenizer of the model ${modelId} has no single token ${token} with the id that config.json states.`,
  );
}

/**
 * A prompt as text, token ids and image places: the chat template's text with every image token replaced
 * by its picture's.
 * @throws AppError `invalid-dataset` when a text holds a special token, `unsupported-model` when the chat
 * template or the tokenizer does not make the places that the pictures need
 */
export function renderPrompt(
  prompt: Prompt,
  pictures: PromptPictures,
  wording: Wording,
): RenderedPrompt {
  const { tokenizer, imageToken } = wording;
  const parts = prompt.segments.flatMap((segment) => segment.parts);
  for (const part of parts) if (part.type === 'text') refuseSpecialTokens(part.text, wording);
  const shown = parts.flatMap((part) =>
    part.type === 'text' ? [] : [shownPicture(part, pictures, wording)],
  );
  const text = tokenizer.chat(toContent(parts));
  const video = wording.video?.token;
  const between = text
    .split(imageToken)
    .flatMap((piece) => (video === undefined ? [piece] : piece.split(video)));
  if (between.length !== shown.length + 1)
    throw new AppError(
      'unsupported-model',
      `The chat template made ${between.length - 1} places of ${shown.length} pictures.`,
    );
  const expanded = between
    .map((piece, i) => {
      const next = shown[i];
      return next ? piece + next.text : piece;
    })
    .join('');
  const ids = tokenizer.encode(expanded);
  return { text, ids, places: findPlaces(ids, shown, wording) };
}

/** Neighbouring texts become one item; images become bare places. */
function toContent(parts: readonly PromptPart[]): ContentItem[] {
  const content: ContentItem[] = [];
  for (const part of parts) {
    const last = content.at(-1);
    if (part.type === 'frame-pair') content.push({ type: 'video' });
    else if (part.type !== 'text') content.push({ type: 'image' });
    else if (last?.type === 'text')
      content[content.length - 1] = { type: 'text', text: last.text + part.text };
    else content.push({ type: 'text', text: part.text });
  }
  return content;
}

function refuseSpecialTokens(text: string, { tokenizer, imageToken, video }: Wording): void {
  const special = [imageToken, ...(video ? [video.token] : []), ...tokenizer.specialTokens];
  const found = special.find((token) => text.includes(token));
  if (found !== undefined)
    throw new AppError(
      'invalid-dataset',
      `The question or an option contains ${found}, which this model reads as a command. Reword it.`,
    );
}

interface ShownPicture {
  readonly image: number | 'query';
  readonly shape: PictureShape;
  readonly text: string;
}

function shownPicture(
  part: Exclude<PromptPart, { type: 'text' }>,
  { frames, query }: PromptPictures,
  { pictureText, video }: Wording,
): ShownPicture {
  const image = part.type === 'query-image' ? 'query' : part.index;
  const shape = image === 'query' ? query : frames[image];
  if (!shape) throw new AppError('unexpected', 'A picture of the prompt was not encoded.');
  if (part.type !== 'frame-pair') return { image, shape, text: pictureText(shape) };
  if (!video) throw noFramePairs();
  return { image, shape, text: video.token.repeat(tokensOf(shape)) };
}

/** What a family says that takes frames as images only. */
export const noFramePairs = (): AppError =>
  new AppError(
    'unsupported-model',
    'This model takes frames as images only, not in video pairs. Set frames to go in as images.',
  );

/** Runs of image tokens, or of video tokens, in order; one run a grid. */
function findPlaces(
  ids: readonly number[],
  shown: readonly ShownPicture[],
  { imageTokenId, video }: Wording,
): ImagePlace[] {
  const isPlace = (id: number | undefined) =>
    id !== undefined && (id === imageTokenId || id === video?.tokenId);
  const starts = [...ids.keys()].filter((i) => isPlace(ids[i]) && ids[i - 1] !== ids[i]);
  const places: ImagePlace[] = [];
  for (const { image, shape } of shown) {
    let from = 0;
    for (const { rows, columns } of shape.grids) {
      const length = rows * columns;
      places.push({ image, start: starts[places.length] ?? 0, length, columns, from });
      from += length;
    }
  }
  const wanted = shown.reduce((sum, { shape }) => sum + tokensOf(shape), 0);
  const found = ids.filter(isPlace).length;
  if (starts.length !== places.length || found !== wanted)
    throw new AppError(
      'unsupported-model',
      `The tokenizer made ${starts.length} runs of ${found} image tokens where the pictures need ${places.length} of ${wanted}.`,
    );
  return places;
}
