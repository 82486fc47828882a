import type { DecoderChoice } from './picture.js';
import type { ParserName } from './run.js';

export const samplings = ['linspace', 'linspace-floor', 'midpoint', 'fps'] as const;
/** How frame indices are chosen over a video's n pictures (DESIGN.md, Which frame, which pixels). */
export type Sampling = (typeof samplings)[number];

export const orders = ['video-first', 'image-first'] as const;
export type Order = (typeof orders)[number];

export const conditions = [
  'full',
  'image-masked',
  'video-masked',
  'text-only',
  'frames-shuffled',
] as const;
/** What the model is given (DESIGN.md, The words). */
export type Condition = (typeof conditions)[number];

export const frameInputs = ['images', 'video-pairs'] as const;
/**
 * How frames go in: each as an image, or two and two as the moments of a video, which some families merge into
 * the tokens of one (`LoadedModel.takesFramePairs`).
 */
export type FrameInput = (typeof frameInputs)[number];

/** Height in pixels of the upright frame, or `native`: straight to the model's own resize. */
export type FrameHeight = 'native' | number;

export const promptVersions = ['standard/1', 'smolvlm-video/1', 'reference/1'] as const;
/** A later wording is a new version, never an edit. */
export type PromptVersion = (typeof promptVersions)[number];

export const shuffles = ['standard', 'reference'] as const;
/**
 * How options are ordered. `standard`: by (seed, videoId, dataId). `reference`: as CPython's `random.Random(seed).shuffle`
 * does one question after another, so that an order depends on every question before it in the file.
 */
export type Shuffle = (typeof shuffles)[number];

export const scorings = ['letters', 'generate'] as const;
/** `letters`: by the letters' probabilities after one prefill; `generate`: by a parser of greedily generated text. */
export type Scoring = (typeof scorings)[number];

export const subsets = ['questions', 'stratified', 'videos'] as const;
/**
 * How a limited set of samples is chosen. `questions`: each by itself; `stratified`: so that each task keeps its share;
 * `videos`: whole videos, each task's share kept as near as they allow. That is less work, since a video is decoded and
 * encoded once for all its questions, and gives wider clustered intervals.
 */
export type Subset = (typeof subsets)[number];

/** How a sample is put to a model. Two runs with equal protocols on equal inputs give equal answers. */
export interface Protocol {
  /** Frames asked of each video, at least 1. */
  readonly frames: number;
  readonly sampling: Sampling;
  readonly height: FrameHeight;
  readonly decoder: DecoderChoice;
  /** Absent in runs from before there was a choice: `images`. */
  readonly frameInput?: FrameInput;
  readonly order: Order;
  readonly condition: Condition;
  readonly prompt: PromptVersion;
  /** Whether each frame is labelled with its time (else with its number). */
  readonly timestamps: boolean;
  /** Whether the query image is cut into tiles as the model's own processor does it; frames never are. */
  readonly imageSplitting: boolean;
  /** Absent in runs from before there was a choice: `standard`. */
  readonly shuffle?: Shuffle;
  readonly scoring: Scoring;
  /** Most tokens of a generated text, at least 1. Absent, as `parser`, in runs from before texts were generated. */
  readonly maxTokens?: number;
  /** Reads generated text; stored texts can be read again by another. */
  readonly parser?: ParserName;
  /** Seeds random letters where the reference parser would guess; absent: such texts are unscored. No run is made with one. */
  readonly guessSeed?: number;
  /** Seeds the option order and the choice of a limited set of samples. */
  readonly seed: number;
  /** How many cyclic option orders each question is asked in, at least 1. */
  readonly rotations: number;
  /** How many samples to ask, chosen by the seed (50 is part of 100); null: all. Of whole videos: about as many. */
  readonly limit: number | null;
  /** Absent in runs from before there was a choice: `questions`. */
  readonly subset?: Subset;
  /** The only task that is asked; null, and absent in runs from before there was a choice: all. */
  readonly task?: string | null;
}

/** All that a run is asked by. */
export type AskedProtocol = Required<Omit<Protocol, 'guessSeed'>>;

/** The paper's defaults, with the seeded corrections of DESIGN.md. */
export const defaultProtocol: AskedProtocol = {
  frames: 32,
  sampling: 'linspace',
  height: 'native',
  decoder: 'auto',
  frameInput: 'images',
  order: 'video-first',
  condition: 'full',
  prompt: 'standard/1',
  timestamps: true,
  imageSplitting: false,
  shuffle: 'standard',
  scoring: 'letters',
  maxTokens: 32,
  parser: 'standard',
  seed: 0,
  rotations: 1,
  limit: null,
  subset: 'questions',
  task: null,
};

/**
 * What the reference harness does, as far as a protocol says it. Its adapters end a text after 2 to 1,024 tokens; those of
 * models that answer with a letter, as they are told, end by themselves and are the same under any of these.
 */
export const referenceProtocol = {
  prompt: 'reference/1',
  shuffle: 'reference',
  scoring: 'generate',
  maxTokens: 128,
  parser: 'reference',
} as const satisfies Partial<Protocol>;

/** Whether a condition puts the video's frames in the prompt. */
export const needsFrames = (condition: Condition): boolean =>
  condition !== 'video-masked' && condition !== 'text-only';

/** Whether a condition puts the query image in the prompt. */
export const needsImage = (condition: Condition): boolean =>
  condition !== 'image-masked' && condition !== 'text-only';
