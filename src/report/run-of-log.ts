import {
  AppError,
  parserNames,
  type Answer,
  type Protocol,
  type Run,
  type Sample,
  type StoredLog,
} from '../domain/index.js';
import {
  isCount,
  isMedia,
  isNumber,
  isPrompt,
  isRecord,
  isRun,
  isTimings,
  sampleOf,
  type Fields,
} from './logged-shapes.js';
import { logLineOf } from './read-log.js';

/** A run as its log tells it. */
export interface LoggedRun {
  readonly run: Run;
  /** The questions that were answered, by ordinal. */
  readonly samples: readonly Sample[];
  readonly answers: readonly Answer[];
  /** Of the log. */
  readonly sha256: string;
}

/**
 * Makes the run of a log again that it was written of (`toLog`), so that its report is the same to the last digit. Lines
 * that cannot be used are left out, and the run's message says so; of several to one question and order the first is kept.
 * A run that was under way is paused.
 * @throws AppError `invalid-dataset` where the log does not hold its run, or no line can be used
 */
export function runOfLog({ name, sha256, lines, problems }: StoredLog): LoggedRun {
  const run = lines.map(({ value }) => (isRecord(value) ? value['run'] : null)).find(isRun);
  if (!run)
    throw new AppError(
      'invalid-dataset',
      `${name} is a log without its run and manifest: a part of one, or of an earlier version. It can be scored again (npm run eval -- --rescore), but not be made a run.`,
    );
  const samples = new Map<number, Sample>();
  const answers = new Map<string, Answer>();
  const lost = problems.map(({ line, message }) => `line ${line}: ${message}`);
  for (const { line, value } of lines) {
    const read = answerOf(value, run.id);
    if (typeof read === 'string') {
      lost.push(`line ${line}: ${read}`);
      continue;
    }
    const { sample, answer } = read;
    const key = `${answer.sample} ${answer.rotation}`;
    if (answers.has(key)) lost.push(`line ${line}: it answers what an earlier one does`);
    else answers.set(key, answer);
    if (!samples.has(sample.ordinal)) samples.set(sample.ordinal, sample);
  }
  const readAgain = readAgainBy(lines, run, name);
  if (answers.size === 0)
    throw new AppError(
      'invalid-dataset',
      `${name} holds no answer that can be used: ${lost[0] ?? 'it is empty'}.`,
    );
  return {
    run: {
      ...run,
      manifest: { ...run.manifest, protocol: { ...run.manifest.protocol, ...readAgain } },
      status: run.status === 'running' ? 'paused' : run.status,
      message:
        lost.length > 0
          ? `${lost.length} lines of ${name} could not be used (${lost.slice(0, 3).join('; ')}).`
          : run.message,
    },
    samples: [...samples.values()].toSorted((a, b) => a.ordinal - b.ordinal),
    answers: [...answers.values()],
    sha256,
  };
}

/**
 * The parser that the texts of a log were read again by, and the seed of its guesses, where its lines name others than its run.
 * @throws AppError `invalid-dataset` where they name several
 */
function readAgainBy(
  lines: StoredLog['lines'],
  { manifest: { protocol } }: Run,
  name: string,
): Pick<Protocol, 'parser' | 'guessSeed'> {
  const named = new Set(lines.map(({ value }) => (isRecord(value) ? value['parser'] : null)));
  const parsers = parserNames.filter((parser) => named.has(parser));
  const [parser] = parsers;
  if (parsers.length > 1)
    throw new AppError(
      'invalid-dataset',
      `${name} has answers that were read by several parsers (${parsers.join(', ')}): that is no one run. Score it again by one.`,
    );
  if (parser === undefined) return {};
  const seeds = new Set(
    lines.flatMap(({ value }) => {
      const seed = isRecord(value) ? value['guessSeed'] : null;
      return isCount(seed) ? seed : [];
    }),
  );
  const [guessSeed] = seeds;
  if (seeds.size > 1)
    throw new AppError(
      'invalid-dataset',
      `${name} has random letters of several seeds (${[...seeds].join(', ')}) in place of guesses: that is no one run. Score it again with one.`,
    );
  const isOwn = parser === (protocol.parser ?? 'standard') && guessSeed === protocol.guessSeed;
  return isOwn ? {} : { parser, ...(guessSeed === undefined ? {} : { guessSeed }) };
}

function answerOf(value: unknown, runId: string): { sample: Sample; answer: Answer } | string {
  const read = logLineOf(value);
  if (typeof read === 'string') return read;
  const { given, answer } = read;
  if (given['runId'] !== runId) return 'it belongs to another run';
  const sample = sampleOf(given);
  if (!sample) return 'it lacks a part of its question';
  const { letterLogprobs, prompt, media, provider, timings, error, textTokens } = given;
  if (!isPrompt(prompt) || !isTimings(timings) || !isMedia(media))
    return 'its prompt, media or timings are damaged';
  return {
    sample,
    answer: {
      ...answer,
      ...{ runId, prompt, media, timings, sample: sample.ordinal },
      letterLogprobs: isRecord(letterLogprobs) ? logprobsOf(letterLogprobs) : null,
      provider: provider === 'webgpu' || provider === 'wasm' ? provider : null,
      error: isRecord(error) ? (error as unknown as Answer['error']) : null,
      textTokens: isCount(textTokens) ? textTokens : null,
    },
  };
}

/** The log has null for minus infinity. */
const logprobsOf = (given: Fields): Answer['letterLogprobs'] =>
  Object.fromEntries(
    Object.entries(given).map(([letter, value]) => [letter, isNumber(value) ? value : -Infinity]),
  );
