import { evidenceAt, paperTasks, type Sample } from '../domain/index.js';
import { foldedText } from '../lib/index.js';
import { groupBy, type Findings } from './findings.js';

/** What is odd in the questions themselves. Time grows with the number of samples. */
export function auditQuestions(samples: readonly Sample[], findings: Findings): void {
  for (const sample of samples) {
    auditOptions(sample, findings);
    auditLocation(sample, findings);
  }
  auditTasks(samples, findings);
  const respelt = samples.filter(
    ({ granularity, givenGranularity }) => granularity !== givenGranularity,
  );
  for (const [given, group] of groupBy(respelt, ({ givenGranularity }) => givenGranularity))
    findings.add(
      'granularity-respelt',
      group,
      `${quoted(given)} is read as ${quoted(group[0]?.granularity ?? '')}`,
    );
  const ids = groupBy(samples, ({ videoId, dataId }) => `${dataId} ${videoId}`);
  for (const group of repeated(ids))
    findings.add(
      'data-id-repeated',
      group,
      `data_id ${group[0]?.dataId ?? ''} of video ${group[0]?.videoId ?? ''}: ${group.length} questions`,
    );
  const images = groupBy(samples, ({ imageName }) => imageName);
  images.delete('');
  for (const group of repeated(images))
    findings.add('image-shared', group, `${group[0]?.imageName ?? ''}: ${group.length} questions`);
  for (const group of identicalInputs(samples))
    findings.add('inputs-identical', group, told(group));
}

const repeated = (groups: ReadonlyMap<string, Sample[]>): Sample[][] =>
  [...groups.values()].filter(({ length }) => length > 1);

const quoted = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

const told = (group: readonly Sample[]): string =>
  group.map(({ videoId, dataId }) => `question ${dataId} of video ${videoId}`).join(', ');

function auditOptions(sample: Sample, findings: Findings): void {
  const { answer, distractors, blankDistractors } = sample;
  const found = (code: Parameters<Findings['add']>[0], text: string) => {
    findings.add(code, [sample], text);
  };
  if (blankDistractors > 0)
    found('blank-distractors', `${blankDistractors} of ${distractors.length + blankDistractors}`);
  if (answer !== answer.trim()) found('white-space-around-answer', quoted(answer));
  const exact = copies(distractors);
  if (exact.length > 0) found('repeated-options', exact.map(quoted).join(', '));
  const folded = distractors.map(foldedText);
  const alike = copies(folded);
  if (alike.length > 0) found('repeated-options-folded', alike.map(quoted).join(', '));
  if (distractors.includes(answer)) found('answer-among-distractors', quoted(answer));
  const answerFolded = foldedText(answer);
  if (folded.includes(answerFolded)) found('answer-among-distractors-folded', quoted(answerFolded));
}

/** The texts that occur more than once, each once. */
const copies = (texts: readonly string[]): string[] =>
  new Set(texts).size === texts.length
    ? []
    : [...new Set(texts.filter((text, i) => texts.indexOf(text) < i))];

function auditLocation(sample: Sample, findings: Findings): void {
  const { kind } = evidenceAt(sample.answerLocation);
  if (kind === 'reversed' || kind === 'unparsable')
    findings.add(`location-${kind}`, [sample], quoted(sample.answerLocation));
}

/** A file of which no task is the paper's is another benchmark: its tasks are not unknown, only its own. */
function auditTasks(samples: readonly Sample[], findings: Findings): void {
  const known = new Set<string>(paperTasks);
  const unknown = groupBy(
    samples.filter(({ task }) => !known.has(task)),
    ({ task }) => task,
  );
  const unknownCount = [...unknown.values()].reduce((sum, { length }) => sum + length, 0);
  if (unknownCount === samples.length) return;
  for (const [task, group] of unknown) findings.add('unknown-task', group, quoted(task));
}

/** Samples with the same video, image, question and set of options. */
function identicalInputs(samples: readonly Sample[]): Sample[][] {
  const asked = groupBy(samples, ({ videoId, imageName, question }) =>
    JSON.stringify([videoId, imageName, question]),
  );
  const optionSet = ({ distractors, answer }: Sample): string =>
    JSON.stringify([...new Set([...distractors, answer])].sort());
  return repeated(asked).flatMap((group) => repeated(groupBy(group, optionSet)));
}
