import type {
  Agreement,
  AnswerPart,
  DifferingAnswer,
  Run,
  Sample,
  SurroundingDifference,
  SurroundingKind,
  Verification,
} from '../domain/index.js';
import { alignedLines } from './aligned-lines.js';

const surroundingNames: Readonly<Record<SurroundingKind, string>> = {
  provider: 'Provider',
  adapter: 'GPU adapter',
  browser: 'Browser',
  version: 'Version of',
  video: 'Video',
  image: 'Image',
  decoder: 'Decoder of',
};

/** What was another when a run was repeated, in words. */
export const surroundingName = ({ kind, name }: SurroundingDifference): string =>
  `${surroundingNames[kind]} ${name}`.trimEnd();

const significant = (value: number): string => (value === 0 ? '0' : value.toPrecision(2));

/** The largest difference of a log-probability; of one without a bound in words. */
const largestWords = (largest: number | null): string =>
  largest === null ? 'without bound' : significant(largest);

const share = ({ same, of }: Agreement): string => `${same} of ${of}`;

/** What was compared and how much of it is the same. */
export function agreementRows(verification: Verification): [what: string, found: string][] {
  const { letters, texts, logprobs, prompts, frames, media } = verification;
  const row = (what: string, agreement: Agreement | null): [string, string][] =>
    agreement ? [[what, `${share(agreement)} the same`]] : [];
  return [
    ...row('Letters', letters),
    ...row('Generated texts', texts),
    ...(logprobs
      ? [['Log-probabilities of letters', logprobsWords(logprobs)] satisfies [string, string]]
      : []),
    ...row('Prompts', prompts),
    ...row('Frames taken', frames),
    ...row('Media files', media),
  ];
}

const logprobsWords = ({ answers, largest, mean }: NonNullable<Verification['logprobs']>): string =>
  `largest difference ${largestWords(largest)}, mean ${significant(mean)} (${answers} answers)`;

const apartWords = (largest: number | null): string => {
  if (largest === 0) return 'are the same';
  return largest === null ? 'differ without bound' : `differ by ${significant(largest)} at most`;
};

/** What a verification found, in one sentence. */
export function verificationSentence({ at, questions, letters, logprobs }: Verification): string {
  const day = new Date(at).toISOString().slice(0, 10);
  const apart = logprobs ? `; log-probabilities of letters ${apartWords(logprobs.largest)}` : '';
  return `Asked again on ${day}: ${share(letters)} letters are the same (${questions} questions)${apart}.`;
}

/** What is known of how well a run repeats, in one sentence; null: nothing that has to stand beside its figures. */
export function repeatNote({ verification, manifest }: Pick<Run, 'verification' | 'manifest'>) {
  if (verification) return verificationSentence(verification);
  const { model, imported } = manifest;
  // Other formats round more, and otherwise on each device.
  if (imported || model.dtype === 'fp32') return null;
  return `Its agreement with a repeat was not measured, and ${model.dtype} may give other letters on another device: Verify (in the page, or npm run eval -- --verify LOG) measures it.`;
}

/** `repeatNote` of several runs, each said once with the names of those that it is of. */
export function repeatNotes(runs: readonly { readonly name: string; readonly run: Run }[]) {
  const names = new Map<string, string[]>();
  for (const { name, run } of runs) {
    const note = repeatNote(run);
    if (note !== null) names.set(note, [...(names.get(note) ?? []), name]);
  }
  return Array.from(names, ([note, of]) =>
    of.length === runs.length ? note : `${of.join(', ')}: ${note}`,
  );
}

const otherParts: Readonly<Record<Exclude<AnswerPart, 'letter'>, string>> = {
  text: 'another text',
  prompt: 'another prompt',
  frames: 'other frames',
  media: 'another file',
};

/** What of an answer is another, in words. */
export function differingWords({ letters: [then, now], parts, error, ...one }: DifferingAnswer) {
  if (error !== null) return `${then ?? 'none'}, now no answer: ${error}`;
  const others = parts.map((part) =>
    part === 'letter' ? `${then ?? 'none'}, now ${now ?? 'none'}` : otherParts[part],
  );
  const apart = one.largestLogprobDifference ?? 0;
  const logprobs = apart > 0 ? [`log-probabilities up to ${significant(apart)} apart`] : [];
  return [...others, ...logprobs].join('; ');
}

/** Answers that differ, and surroundings, are listed up to here; the report has all. */
const listed = 20;

/**
 * A verification as plain text for a terminal: the sentence, what was compared, the answers that differ, what it was made
 * with that differs.
 * @param samples of the dataset
 */
export function verificationTable(verification: Verification, samples: readonly Sample[]): string {
  const { differing, surroundings } = verification;
  const byOrdinal = new Map(samples.map((sample) => [sample.ordinal, sample]));
  const named = ({ sample, rotation }: DifferingAnswer) => {
    const { videoId = '', dataId = '' } = byOrdinal.get(sample) ?? {};
    return `${videoId} ${dataId}${rotation > 0 ? `, order ${rotation + 1}` : ''}`;
  };
  const lines = [
    verificationSentence(verification),
    '',
    ...agreementRows(verification).map(([what, found]) => `${what}: ${found}`),
  ];
  if (differing.length > 0)
    lines.push(
      '',
      'Answers that differ:',
      ...some(differing, (one) => `  ${named(one)}: ${differingWords(one)}`),
    );
  if (surroundings.length === 0) lines.push('', 'Made with the same as then, as far as is kept.');
  else {
    const rows = surroundings
      .slice(0, listed)
      .map((one) => [surroundingName(one), ...[one.then, one.now].map((value) => value ?? '-')]);
    lines.push('', ...alignedLines(['What differs', 'Then', 'Now'], [rows]));
    lines.push(...moreThan(surroundings.length));
  }
  return `${lines.join('\n')}\n`;
}

function some<T>(items: readonly T[], line: (item: T) => string): string[] {
  return [...items.slice(0, listed).map(line), ...moreThan(items.length)];
}

const moreThan = (count: number): string[] =>
  count > listed ? [`  and ${count - listed} more: the report has them`] : [];

/** A verification as indented JSON, with the manifest of the run that was asked again. */
export function verificationReport({ id, createdAt, demo, manifest }: Run, found: Verification) {
  const { at, ...verification } = found;
  const report = {
    schema: 1,
    kind: 'verification',
    runId: id,
    createdAt: new Date(createdAt).toISOString(),
    ...{ demo, verifiedAt: new Date(at).toISOString(), ...verification, manifest },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
