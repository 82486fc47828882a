import {
  letters,
  promptVersions,
  type Letter,
  type OptionOrder,
  type PromptVersion,
  type Sample,
} from '../domain/index.js';
import type { Model, SizedPrompt } from '../model/index.js';
import { buildPrompt } from '../prompt/index.js';

/** Tokens of pictures of one size, 16 to 9, as `countTokens` counts them. */
export interface PictureCosts {
  /** Pixels. */
  readonly height: number;
  /** Of a frame with its label, by prompt version. */
  readonly frame: Readonly<Record<PromptVersion, number>>;
  /** Of a query image with its words: taken whole, and cut into tiles where the model's processor does that. */
  readonly whole: number;
  readonly split: number;
}

/** What the prompts of a model are made of, in tokens. */
export interface TokenCosts {
  /** Of a prompt without pictures, question and option texts, by prompt version. */
  readonly base: Readonly<Record<PromptVersion, number>>;
  /** Of a character of a question or an option. */
  readonly perCharacter: number;
  /** By height, ascending; one where all pictures take the same. */
  readonly pictures: readonly PictureCosts[];
}

type Texts = Pick<Sample, 'question' | 'answer' | 'distractors'>;

const heights = [144, 360, 720] as const;
/** Two counts of frames, to tell one frame's tokens from the rest. */
const [few, many] = [1, 5];

/** Characters of the option texts. */
export const optionCharacters = ({ answer, distractors }: Texts): number =>
  [answer, ...distractors].join('').length;

/**
 * Counts the tokens of some prompts; nothing is encoded.
 * @param texts a question as those that will be asked
 */
export async function countTokenCosts(
  model: Pick<Model, 'info' | 'countTokens'>,
  texts: Texts,
  signal?: AbortSignal,
): Promise<TokenCosts> {
  const count = (version: PromptVersion, frames: number, height: number, shows: Shown = {}) =>
    model.countTokens(sizedPrompt(version, texts, frames, height, shows), signal);
  const [usual] = heights;
  const doubled = { question: `${texts.question} ${texts.question}` };
  const plain = await count('standard/1', 0, usual);
  const perCharacter =
    ((await count('standard/1', 0, usual, doubled)) - plain) / (texts.question.length + 1);
  const spoken = perCharacter * (texts.question.length + optionCharacters(texts));
  const base = await byVersion(async (version) => (await count(version, 0, usual)) - spoken);
  const pictures: PictureCosts[] = [];
  for (const height of model.info.tokensPerImage === null ? heights : [usual])
    pictures.push({
      height,
      frame: await byVersion(
        async (version) =>
          ((await count(version, many, height)) - (await count(version, few, height))) /
          (many - few),
      ),
      whole: (await count('standard/1', 0, height, { image: 'whole' })) - plain,
      split: (await count('standard/1', 0, height, { image: 'split' })) - plain,
    });
  return { base, perCharacter, pictures };
}

interface Shown {
  readonly image?: 'whole' | 'split';
  readonly question?: string;
}

function sizedPrompt(
  version: PromptVersion,
  texts: Texts,
  frames: number,
  height: number,
  { image, question = texts.question }: Shown,
): SizedPrompt {
  const size = { width: Math.round((height * 16) / 9), height };
  const shown = Array.from({ length: frames }, (_, i) => ({ time: i * 20 }));
  return {
    prompt: buildPrompt(version, {
      question,
      optionOrder: inOrder(texts),
      frames: shown,
      image: image !== undefined,
      order: 'video-first',
      timestamps: true,
    }),
    frames: shown.map(() => size),
    image: image === undefined ? null : { ...size, treatment: image },
  };
}

/** The options as they are listed: no order changes how many tokens they take. */
function inOrder({ answer, distractors }: Texts): OptionOrder {
  const options: Partial<Record<Letter, string>> = {};
  for (const [i, text] of [answer, ...distractors].entries()) {
    const letter = letters[i];
    if (letter) options[letter] = text;
  }
  return { options, correctOption: 'a', correctOptions: ['a'] };
}

async function byVersion(
  count: (version: PromptVersion) => Promise<number>,
): Promise<Record<PromptVersion, number>> {
  const counted: Partial<Record<PromptVersion, number>> = {};
  for (const version of promptVersions) counted[version] = await count(version);
  return counted as Record<PromptVersion, number>;
}
