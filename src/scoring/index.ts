export { aggregate, type AggregateOptions } from './aggregate.js';
export { scoreLetters, type LetterScore } from './score-letters.js';
