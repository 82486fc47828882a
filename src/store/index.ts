export type { HandleStore, HandleUse, KeptHandle } from './handles.js';
export { openStore, type RunPatch, type Store } from './store.js';
export type { Thumbnail, ThumbnailStore } from './thumbnails.js';
