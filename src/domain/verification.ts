/** How many of some answers are the same in a run and its repeat. */
export interface Agreement {
  readonly same: number;
  readonly of: number;
}

/** How far the natural log-probabilities of letters lie apart. */
export interface LogprobAgreement {
  /** Answers with log-probabilities in both. */
  readonly answers: number;
  /** Over every letter of these answers; null: a letter has no chance in one of the two, and some in the other. */
  readonly largest: number | null;
  /** Over the letters whose difference is finite. */
  readonly mean: number;
}

export const answerParts = ['letter', 'text', 'prompt', 'frames', 'media'] as const;
/** What of an answer can be another in a repeat. */
export type AnswerPart = (typeof answerParts)[number];

/** An answer of which more than a log-probability is another in the repeat. */
export interface DifferingAnswer {
  /** The sample's ordinal. */
  readonly sample: number;
  readonly rotation: number;
  readonly parts: readonly AnswerPart[];
  readonly letters: readonly [then: string | null, now: string | null];
  /** As `LogprobAgreement.largest`, of this answer; null, too, where it has none in one of the two. */
  readonly largestLogprobDifference: number | null;
  /** Why there is no answer now; null: there is one. */
  readonly error: string | null;
}

/** What a run is made with, besides its protocol, its questions and its model. */
export type SurroundingKind =
  'provider' | 'adapter' | 'browser' | 'version' | 'video' | 'image' | 'decoder';

/** Something that was another when a run was repeated. */
export interface SurroundingDifference {
  readonly kind: SurroundingKind;
  /** Of the library, the video or the image; '' where there is only one of the kind. */
  readonly name: string;
  /** null: there was none. */
  readonly then: string | null;
  readonly now: string | null;
}

/** Some answers of a run, asked again under its protocol with its model's files, against what is stored. */
export interface Verification {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly questions: number;
  readonly letters: Agreement;
  /** null where no text was generated, as in the others where there is nothing to compare. */
  readonly texts: Agreement | null;
  readonly logprobs: LogprobAgreement | null;
  /** Text and number of tokens. */
  readonly prompts: Agreement;
  /** Indices and times. */
  readonly frames: Agreement;
  /** Fingerprints of the video and the image. */
  readonly media: Agreement;
  readonly differing: readonly DifferingAnswer[];
  readonly surroundings: readonly SurroundingDifference[];
}
