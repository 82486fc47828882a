export { frameOrder } from './frame-order.js';
export { optionOrders, orderOptions, type OrderOptions } from './option-order.js';
export { buildPrompt, type PromptInput } from './prompt.js';
export { timeLabel } from './standard-1.js';
