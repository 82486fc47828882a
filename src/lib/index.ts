export * from './csv.js';
export * from './folded-text.js';
export * from './group-by-task.js';
export * from './hash.js';
export * from './packed-wasm.js';
export * from './random.js';
export * from './worker-call.js';
