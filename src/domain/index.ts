export * from './dataset.js';
export * from './errors.js';
export * from './picture.js';
export * from './prompt.js';
export * from './protocol.js';
export * from './run.js';
export * from './score.js';
