import type { DecoderChoice } from './picture.js';

export const samplings = ['linspace', 'linspace-floor', 'midpoint', 'fps'] as const;
/** How frame indices are chosen over a video's n pictures (DESIGN.md, Which frame, which pixels). */
export type Sampling = (typeof samplings)[number];

export const orders = ['video-first', 'image-first'] as const;
export type Order = (typeof orders)[number];

export const conditions = ['full', 'image-masked', 'video-masked', 'text-only'] as const;
/** What the model is given (DESIGN.md, The words). `frames-shuffled` comes later. */
export type Condition = (typeof conditions)[number];

/** Height in pixels of the upright frame, or `native`: straight to the model's own resize. */
export type FrameHeight = 'native' | number;

export const promptVersions = ['standard/1'] as const;
/** A later wording is a new version, never an edit. */
export type PromptVersion = (typeof promptVersions)[number];

/** How a sample is put to a model. Two runs with equal protocols on equal inputs give equal answers. */
export interface Protocol {
  /** Frames asked of each video, at least 1. */
  readonly frames: number;
  readonly sampling: Sampling;
  readonly height: FrameHeight;
  readonly decoder: DecoderChoice;
  readonly order: Order;
  readonly condition: Condition;
  readonly prompt: PromptVersion;
  /** Whether each frame is labelled with its time (else with its number). */
  readonly timestamps: boolean;
  /** Whether the query image is cut into tiles as the model's own processor does it; frames never are. */
  readonly imageSplitting: boolean;
  readonly scoring: 'letters';
  /** Seeds the option order and the choice of a limited set of samples. */
  readonly seed: number;
  /** How many cyclic option orders each question is asked in, at least 1. */
  readonly rotations: number;
  /** How many samples to ask, chosen by the seed (50 is part of 100); null: all. */
  readonly limit: number | null;
}

/** The paper's defaults, with the seeded corrections of DESIGN.md. */
export const defaultProtocol: Protocol = {
  frames: 32,
  sampling: 'linspace',
  height: 'native',
  decoder: 'auto',
  order: 'video-first',
  condition: 'full',
  prompt: 'standard/1',
  timestamps: true,
  imageSplitting: false,
  scoring: 'letters',
  seed: 0,
  rotations: 1,
  limit: null,
};

/** Whether a condition puts the video's frames in the prompt. */
export const needsFrames = (condition: Condition): boolean =>
  condition === 'full' || condition === 'image-masked';

/** Whether a condition puts the query image in the prompt. */
export const needsImage = (condition: Condition): boolean =>
  condition === 'full' || condition === 'video-masked';
