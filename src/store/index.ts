export { openStore, type RunPatch, type Store } from './store.js';
