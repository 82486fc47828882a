import { isObject, type Element } from './json-rows.js';

const isLogLine = (value: unknown): boolean =>
  isObject(value) &&
  'runId' in value &&
  'correctOption' in value &&
  isObject(value['options']) &&
  typeof value['schema'] === 'number';

/** Whether JSON values are lines of this tool's own log of answers (DESIGN.md, The log). */
export const isRunLog = (elements: readonly Element[]): boolean =>
  elements.length > 0 &&
  elements.filter(({ value }) => isLogLine(value)).length * 2 > elements.length;
