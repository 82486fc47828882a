import type { ErrorCode } from './errors.js';
import type { ImportedFrom } from './imported.js';
import type { FrameRecord } from './picture.js';
import type { Letter, OptionOrder } from './prompt.js';
import type { PromptVersion, Protocol } from './protocol.js';
import type { Fingerprint } from './dataset.js';
import type { RunFigures } from './speed.js';
import type { Verification } from './verification.js';

export type Provider = 'webgpu' | 'wasm';
export type Outcome = 'correct' | 'wrong' | 'unscored';
/**
 * Why an answer has no score. `not-offered`: it names a letter that is not on offer; `guess`, `judge`: the rule that was
 * applied would draw a random letter, or ask another model.
 */
export type UnscoredReason =
  | 'empty'
  | 'unparsable'
  | 'ambiguous'
  | 'not-offered'
  | 'guess'
  | 'judge'
  | 'error'
  | 'missing-media';

export const parserNames = ['standard', 'reference', 'lmms-eval', 'vlmevalkit'] as const;
/** How a letter is read from generated text: by this project's rule, or by another harness's. */
export type ParserName = (typeof parserNames)[number];

/** Milliseconds by stage. Work shared by several answers is counted with the first that needed it. */
export interface Timings {
  readonly decodeMs: number;
  readonly encodeMs: number;
  readonly prefillMs: number;
  readonly generateMs: number;
}

/** What a model gave for one sample under one option order, as it is stored. Key: runId, sample, rotation. */
export interface Answer extends OptionOrder {
  readonly runId: string;
  /** The sample's ordinal. */
  readonly sample: number;
  readonly rotation: number;
  /** A letter; other harnesses' parsers also give letters that are not on offer, and other characters. */
  readonly letter: string | null;
  readonly outcome: Outcome;
  readonly reason: UnscoredReason | null;
  /** Which rule of the parser read the letter from `text`; absent and null: none did, or letters were scored. */
  readonly tier?: string | null;
  /** Set with reason `error` or `missing-media`. */
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
  /** Natural logarithm of each offered letter's summed probability. */
  readonly letterLogprobs: Readonly<Partial<Record<Letter, number>>> | null;
  /** Total probability of all offered letters, 0 to 1. */
  readonly letterMass: number | null;
  readonly text: string | null;
  /** Tokens of the generated text; absent and null: none was generated, or before they were counted. */
  readonly textTokens?: number | null;
  readonly prompt: {
    readonly version: PromptVersion;
    readonly text: string;
    readonly tokens: number;
    /** Tokens whose KV cache was there from an earlier question. */
    readonly reusedTokens: number;
  };
  readonly frames: readonly FrameRecord[];
  /** The files it was made from; null where the condition needs none. */
  readonly media: { readonly video: Fingerprint | null; readonly image: Fingerprint | null };
  /** null where nothing was asked (missing media). */
  readonly provider: Provider | null;
  readonly timings: Timings;
}

export interface ModelFileRecord {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** The model of a run, as it can be found again. */
export interface ModelRecord {
  readonly id: string;
  /** `folder`: files that the visitor gave, a folder or a zip of one. */
  readonly source: 'demo' | 'folder' | 'hub' | 'imported';
  /** The hub's commit; null for other sources. */
  readonly revision: string | null;
  readonly modelType: string;
  readonly dtype: string;
  readonly files: readonly ModelFileRecord[];
}

/**
 * Whether a model computes on its provider what it computes on wasm. `finite`: on wasm itself, where only
 * that is checked; `not-compared`: the reason is in `note`.
 */
export type SelfCheckOutcome = 'agrees' | 'finite' | 'not-compared' | 'differs' | 'not-finite';

/** Forced decoder steps on the provider of a run against the same steps on wasm. */
export interface SelfCheck {
  readonly outcome: SelfCheckOutcome;
  /** Positions compared. */
  readonly steps: number;
  /** Positions whose most likely token is the same, or as likely within the bound. */
  readonly sameTop: number;
  /** Largest difference of a natural log-probability, over tokens that are not very unlikely; null: not compared. */
  readonly largestDifference: number | null;
  /** The difference that counts as agreement. */
  readonly bound: number;
  /** One sentence for the visitor. */
  readonly note: string;
}

/** Everything a number can be traced to (DESIGN.md, What a run remembers). */
export interface RunManifest {
  readonly protocol: Protocol;
  readonly dataset: { readonly name: string; readonly sha256: string; readonly samples: number };
  readonly model: ModelRecord;
  /** null: not known, as of an imported run. */
  readonly provider: Provider | null;
  /** The GPU adapter's description, or null on wasm. */
  readonly adapter: string | null;
  /** Null for runs from before there was one. */
  readonly selfCheck: SelfCheck | null;
  readonly browser: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Absent: it was executed here. */
  readonly imported?: ImportedFrom;
}

/** A run that met what would falsify it (full storage, changed files, no GPU any more) is paused, resumable. */
export type RunStatus = 'running' | 'paused' | 'finished' | 'cancelled';

/** What was wanted of a group and not run. */
export interface NotRun {
  readonly name: string;
  /** A sentence. */
  readonly why: string;
}

/** Runs that were made together, to be read together. */
export interface RunGroup {
  readonly id: string;
  readonly kind: 'export-check' | 'suite';
  readonly name: string;
  /** What the run is in it: the variant of an export check, say. */
  readonly role: string;
  /** From 0; in an export check the others are compared with the first. */
  readonly place: number;
  /** Absent: nothing, or from before it was kept. */
  readonly notRun?: readonly NotRun[];
}

/** One protocol, one model, one set of samples, executed. */
export interface Run {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly status: RunStatus;
  /** Why it failed or paused by itself, for the visitor. */
  readonly message: string | null;
  readonly demo: boolean;
  readonly manifest: RunManifest;
  /** Ordinals of the samples asked, ascending. */
  readonly samples: readonly number[];
  /** Absent and null: from before they were kept. */
  readonly figures?: RunFigures | null;
  /** Absent for a run that was made alone. */
  readonly group?: RunGroup;
  /** What asking some of it again gave, the last time; absent: that was not done. */
  readonly verification?: Verification;
}
