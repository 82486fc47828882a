import {
  AppError,
  defaultProtocol,
  letters,
  referenceProtocol,
  type Answer,
  type Dataset,
  type ImportedFrom,
  type Letter,
  type OptionOrder,
  type ParserName,
  type Protocol,
  type ResultsTool,
  type Run,
  type Sample,
  type StoredAnswer,
  type StoredResults,
} from '../domain/index.js';
import { questionsOf } from '../dataset/index.js';
import { foldedText } from '../lib/index.js';
import { scoreText } from '../scoring/index.js';

/** A finished run made of another tool's results, ready to be stored. */
export interface ImportedRun {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly answers: readonly Answer[];
}

const toolNames: Readonly<Record<ResultsTool, string>> = {
  reference: 'the reference harness',
  'lmms-eval': 'lmms-eval',
  inspect: 'Inspect',
};

/** How a tool's texts are read again; Inspect has no rule of its own here, but stores the letter it read. */
const parsers: Readonly<Record<ResultsTool, ParserName>> = {
  reference: 'reference',
  'lmms-eval': 'lmms-eval',
  inspect: 'standard',
};

/** How many left-out answers are named. */
const told = 3;

/**
 * Makes a run of another tool's results. An answer belongs to the question with its video id, data_id and text whose right
 * answer is the same; where no answer belongs to the data set, or there is none, the results' own questions make one.
 * Texts are read again by the tool's rule, never with a random letter.
 * @param dataset the one at hand
 * @throws AppError `invalid-dataset` where neither can be had
 */
export async function importResults(
  results: StoredResults,
  dataset: Dataset | null,
): Promise<ImportedRun> {
  const matches = dataset && matched(results.answers, dataset.samples);
  if (matches && matches.size > 0) return importedRun(results, dataset, matches, null);
  const own = await questionsOf(results);
  if (own.samples.length === 0)
    throw new AppError(
      'invalid-dataset',
      `The results ${results.name} do not tell which videos their questions are on. Give the question file with them.`,
    );
  const found = new Map<Sample, StoredAnswer>();
  for (const sample of own.samples) {
    const stored = results.answers[sample.ordinal];
    if (stored) found.set(sample, stored);
  }
  return importedRun(results, own, found, own);
}

/** @param own the data set that was made of the results; null: it was given */
function importedRun(
  results: StoredResults,
  dataset: Dataset,
  found: ReadonlyMap<Sample, StoredAnswer>,
  own: Dataset | null,
): ImportedRun {
  const run = runOf(results, dataset, remarksOf(results, own, found.size));
  const answers = Array.from(found, ([sample, stored]) =>
    answerOf(run, sample, stored, parsers[results.tool]),
  ).toSorted((a, b) => a.sample - b.sample);
  return { run: { ...run, samples: answers.map(({ sample }) => sample) }, dataset, answers };
}

function matched(
  answers: readonly StoredAnswer[],
  samples: readonly Sample[],
): Map<Sample, StoredAnswer> {
  const byVideo = new Map<string, Sample[]>();
  for (const sample of samples)
    byVideo.set(sample.videoId, [...(byVideo.get(sample.videoId) ?? []), sample]);
  const found = new Map<Sample, StoredAnswer>();
  for (const stored of answers) {
    const sample = byVideo
      .get(stored.videoId)
      ?.find((candidate) => !found.has(candidate) && isSame(candidate, stored));
    if (sample) found.set(sample, stored);
  }
  return found;
}

const isSame = (
  { dataId, question, answer, distractors }: Sample,
  { dataId: storedId, question: storedQuestion, options, right }: StoredAnswer,
): boolean =>
  (storedId === null || storedId === dataId) &&
  (storedQuestion === '' || foldedText(storedQuestion) === foldedText(question)) &&
  options.length === distractors.length + 1 &&
  foldedText(options[right] ?? '') === foldedText(answer);

function remarksOf(
  { answers, problems }: StoredResults,
  own: Dataset | null,
  used: number,
): string[] {
  const lost = [...problems, ...(own?.problems ?? [])];
  const remarks = lost
    .slice(0, told)
    .map(({ line, message }) => (line > 0 ? `Line ${line}: ${message}` : message));
  if (lost.length > told) remarks.push(`${lost.length - told} more remarks of this kind.`);
  if (own)
    remarks.push(
      'No question file with these questions was given: they are taken from the results, without the places of the evidence.',
    );
  else if (used < answers.length)
    remarks.push(
      `${answers.length - used} answers belong to no question of the question file given (video id, data_id, question, right answer). Left out.`,
    );
  return remarks;
}

function runOf(
  { tool, name, sha256, model }: StoredResults,
  dataset: Dataset,
  remarks: readonly string[],
): Run {
  const protocol: Protocol = {
    ...defaultProtocol,
    ...(tool === 'reference' ? referenceProtocol : { scoring: 'generate' as const }),
    parser: parsers[tool],
  };
  const imported: ImportedFrom = {
    ...{ tool, file: name, sha256, remarks },
    unknown: [
      ...(model === null ? ['the model'] : []),
      ...['its revision and number format', 'frames and their height', 'condition and order'],
      ...(tool === 'reference' ? ['the shuffle’s seed'] : ['the wording', 'the options’ shuffle']),
      'where and when it ran',
    ],
  };
  return {
    id: `imported-${sha256.slice(0, 16)}-${dataset.sha256.slice(0, 16)}`,
    createdAt: Date.now(),
    status: 'finished',
    message: `Imported from ${name}, written by ${toolNames[tool]}.`,
    demo: false,
    manifest: {
      protocol,
      dataset: {
        name: dataset.name,
        sha256: dataset.sha256,
        samples: dataset.samples.length,
      },
      model: {
        id: model ?? 'unknown model',
        source: 'imported',
        ...{ revision: null, modelType: 'unknown', dtype: 'unknown', files: [] },
      },
      ...{ provider: null, adapter: null, selfCheck: null, browser: 'unknown', versions: {} },
      imported,
    },
    samples: [],
  };
}

function answerOf(
  run: Run,
  sample: Sample,
  { text, letter, options, right }: StoredAnswer,
  parser: ParserName,
): Answer {
  const order = orderOf(options, right);
  const read =
    text === null
      ? {
          ...{ letter: null, outcome: 'unscored' as const, reason: 'error' as const, tier: null },
          error: {
            code: 'unexpected' as const,
            message: 'No response was stored: the model failed.',
          },
        }
      : { ...scoreText(text, order, parser), error: null };
  // What the tool read is its own; a random letter is not, and nothing stored tells it apart from where one was drawn.
  const keeps =
    letter !== null && letter !== read.letter && read.reason !== 'guess' && text !== null;
  const { correctOption, correctOptions } = order;
  const credited = parser === 'reference' ? [correctOption] : correctOptions;
  const isRight = (credited as readonly (string | null)[]).includes(letter);
  return {
    ...order,
    runId: run.id,
    ...{ sample: sample.ordinal, rotation: 0 },
    ...read,
    ...(keeps
      ? { letter, outcome: isRight ? 'correct' : 'wrong', reason: null, tier: 'stored' }
      : {}),
    ...{ letterLogprobs: null, letterMass: null, text },
    prompt: { version: run.manifest.protocol.prompt, text: '', tokens: 0, reusedTokens: 0 },
    ...{ frames: [], media: { video: null, image: null }, provider: null },
    timings: { decodeMs: 0, encodeMs: 0, prefillMs: 0, generateMs: 0 },
  };
}

function orderOf(texts: readonly string[], right: number): OptionOrder {
  const options: Partial<Record<Letter, string>> = {};
  const answer = foldedText(texts[right] ?? '');
  const correctOptions: Letter[] = [];
  for (const [place, letter] of letters.slice(0, texts.length).entries()) {
    const text = texts[place] ?? '';
    options[letter] = text;
    if (foldedText(text) === answer) correctOptions.push(letter);
  }
  return { options, correctOption: letters[right] ?? 'a', correctOptions };
}
