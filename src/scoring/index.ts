export { aggregate, type AggregateOptions } from './aggregate.js';
export { coverageCurve, coverageOf, paperMeanSeconds, type CoverageInput } from './coverage.js';
export { evidenceSampled } from './evidence-sampled.js';
export { scoreText, type Verdict } from './parsers/index.js';
export { scoreLetters, type LetterScore } from './score-letters.js';
