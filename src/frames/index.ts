export { decodeImage } from './image-client.js';
export type { Frame, FrameDecoder, FrameRequest } from './decoder.js';
export { createFrameDecoder } from './choosing-decoder.js';
export { planFrames } from './plan.js';
export { encodePng } from './png.js';
export { sizeAtHeight } from './resample.js';
