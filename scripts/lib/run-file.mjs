import { readFileSync } from 'node:fs';
import { UsageError } from './option-values.mjs';

/**
 * @typedef {object} StoredRun a run as a JSON report, a log or its first line tells it
 * @property {boolean} demo
 * @property {Manifest} manifest
 * @property {readonly number[]} samples ordinals of the questions that it asked
 * @property {number} answers lines of a log; 0 of a report
 * @property {number | null} accuracy of a report; null of a log, which counts nothing
 *
 * @typedef {object} Manifest
 * @property {Record<string, any>} protocol
 * @property {{name: string, sha256: string}} dataset
 * @property {{id: string, source: string, revision: string | null, dtype: string, files: readonly {name: string, sha256: string}[]}} model
 * @property {string | null} provider
 * @property {string | null} adapter
 * @property {string} browser
 * @property {Record<string, string>} versions
 * @property {unknown} [imported]
 */

/**
 * Reads the run of a JSON report, a log, or the first line of one.
 * @param {string} file absolute path
 * @returns {StoredRun}
 * @throws UsageError naming the file, and why it tells no run that can be repeated
 */
export function readRunFile(file) {
  /** @param {string} why @returns {never} */
  const refuse = (why) => {
    throw new UsageError(`${file} ${why}`);
  };
  const expected = 'Name a JSON report (--report) or a log (--log) of a run of this tool.';
  const values = valuesOf(readFileSync(file, 'utf8'));
  if (!values) return refuse(`is damaged: it is neither JSON nor JSON lines. ${expected}`);
  const told = values.flatMap((value) => runsOf(value));
  const [run] = told;
  if (!run) {
    const kind = isRecord(values[0]) ? values[0]['kind'] : undefined;
    if (kind === 'suite' || kind === 'export-check')
      return refuse(`is the report of several runs (${kind}): save the log of one in the page.`);
    return refuse(`holds no run with its manifest. ${expected}`);
  }
  if (told.length > 1)
    return refuse(`holds ${told.length} runs: save the log of one of them in the page.`);
  const { manifest, demo, samples } = run;
  const lacking = lackingPart(manifest);
  if (lacking) return refuse(`is damaged: the manifest of its run has no ${lacking}.`);
  if (manifest.imported)
    return refuse('is of a run that was imported from another tool: how it was made is not known.');
  const isLog = isRecord(values[0]) && 'run' in values[0];
  return {
    ...{ demo: demo === true, manifest },
    samples: Array.isArray(samples) ? samples : [],
    answers: isLog ? values.length : 0,
    accuracy: isRecord(run.overall) ? Number(run.overall['accuracy']) : null,
  };
}

/** @param {unknown} value @returns {value is Record<string, any>} */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The JSON values of a file: one, or one a line; a last line that was cut off is passed over.
 * @param {string} text
 * @returns {unknown[] | null} null: it is neither
 */
function valuesOf(text) {
  try {
    return [JSON.parse(text)];
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const values = lines.flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
    return values.length > 0 ? values : null;
  }
}

/** @param {unknown} value @returns {Record<string, any>[]} */
function runsOf(value) {
  if (!isRecord(value)) return [];
  const run = 'run' in value ? value['run'] : value;
  return isRecord(run) && isRecord(run['manifest']) && run['kind'] === undefined ? [run] : [];
}

/** @param {Record<string, any>} manifest @returns {string | null} */
function lackingPart({ protocol, dataset, model, versions }) {
  if (!isRecord(protocol)) return 'protocol';
  if (!isRecord(dataset) || typeof dataset['sha256'] !== 'string') return 'question file';
  if (!isRecord(model) || !Array.isArray(model['files'])) return 'model';
  if (['id', 'source', 'dtype'].some((name) => typeof model[name] !== 'string')) return 'model';
  return isRecord(versions) ? null : 'versions';
}
