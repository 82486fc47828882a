export { aggregate, Tabulation, type AggregateOptions, type Read } from './aggregate.js';
export { coverageCurve, coverageOf, paperMeanSeconds, type CoverageInput } from './coverage.js';
export { debias, type Debiased } from './debias.js';
export { diagnose } from './diagnosis/diagnose.js';
export type { DiagnosedRun } from './diagnosis/suite.js';
export { isFavoured } from './diagnosis/letter-leaning.js';
export { evidenceSampled } from './evidence-sampled.js';
export { checkExports, type VariantRun } from './export-check.js';
export { scoreText, type Options, type Verdict } from './parsers/index.js';
export {
  accuracyByGuessSeed,
  guessSeeds,
  rescorer,
  spreadOf,
  textReader,
  type GuessSpread,
  type RescoreOptions,
} from './rescore.js';
export type { ScoredAnswer, ScoredSample } from './questions.js';
export { scoreLetters, type LetterScore } from './score-letters.js';
export { compareRuns, type CompareOptions, type Pair } from './statistics/compare.js';
export {
  assumedCorrelation,
  assumedDiscordance,
  designEffect,
  questionsForRate,
  questionsPerVideo,
  smallestDifference,
} from './statistics/power.js';
export { rotationTable } from './statistics/rotations.js';
export { suiteResult, type SuiteRun } from './suite-result.js';
export { compareRepeat, type VerifiedRun } from './verification/compare-repeat.js';
export { pickQuestions } from './verification/pick-questions.js';
