import { InvalidArgumentError, Option } from 'commander';
import { UsageError, outputPath } from './option-values.mjs';

/** @typedef {import('./option-values.mjs').KindOf} KindOf */

/** Formats besides the three that have options of their own, as the page's buttons name them. */
export const furtherFormats = [
  ...['csv', 'html', 'inspect', 'markdown', 'latex', 'lmms-eval', 'model-index'],
];

/** `--export FORMAT=FILE`, as often as there are formats. */
export const exportOption = () =>
  new Option(
    '--export <format=file>',
    `the report in another format, may be repeated (${furtherFormats.join('|')})`,
  ).argParser((text, /** @type {[string, string][]} */ before = []) => {
    const [, format = '', file = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
    if (!furtherFormats.includes(format))
      throw new InvalidArgumentError(
        `It is written FORMAT=FILE; formats are ${furtherFormats.join(', ')}.`,
      );
    if (before.some(([other]) => other === format))
      throw new InvalidArgumentError(`${format} is asked for twice.`);
    return [...before, [format, file]];
  });

/**
 * @param {Record<string, any>} given the parsed options
 * @param {KindOf} kindOf
 * @returns {Record<string, string | null>} absolute paths by format
 * @throws UsageError when one is a folder, or a check of exports is asked for, which has no answers of one run
 */
export function exportOutputs(given, kindOf) {
  const wanted = /** @type {[string, string][]} */ (given['export'] ?? []);
  if (wanted.length > 0 && given['exportCheck'] !== undefined)
    throw new UsageError('--export is for one run: an --export-check has a --report of its own.');
  return Object.fromEntries(
    wanted.map(([format, file]) => [format, outputPath('--export', file, kindOf)]),
  );
}
