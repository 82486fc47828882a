import { letters, type Letter } from '../../domain/index.js';
import { toCsv } from '../../lib/index.js';
import { answered, type Answered } from '../answered.js';
import { runRecord, type ExportedRun } from './exported-run.js';

type Cell = string | number;

/**
 * One row an answer, by sample, then rotation. Every row names its run, model and protocol, so that the rows of several runs
 * can stand in one table. The whole manifest is JSON in the last column (`run`) of the first row only: a CSV has no place
 * beside its rows that readers agree on, a second file would get lost, and repeated it would be most of the file.
 * A log-probability of minus infinity is `-Infinity`; what is not there is empty.
 */
export function toAnswersCsv({
  run,
  samples,
  answers,
}: Pick<ExportedRun, 'run' | 'samples' | 'answers'>): string {
  const rows = answered(samples, answers);
  const offered = letters.filter((letter) =>
    rows.some(({ answer }) => answer.options[letter] !== undefined),
  );
  const { protocol, model, dataset } = run.manifest;
  const ofRun: [string, Cell][] = [
    ['runId', run.id],
    ['model', model.id],
    ['revision', model.revision ?? ''],
    ['dtype', model.dtype],
    ['datasetSha256', dataset.sha256],
    ['condition', protocol.condition],
    ['order', protocol.order],
    ['framesAsked', protocol.frames],
    ['height', protocol.height],
    ['scoring', protocol.scoring],
    ['seed', protocol.seed],
  ];
  const cells = (one: Answered): [string, Cell][] => [...ofAnswer(one, offered), ...ofRun];
  const record = JSON.stringify(runRecord(run));
  const [first] = rows;
  const heads = first ? [...cells(first).map(([name]) => name), 'run'] : ['run'];
  return toCsv([
    heads,
    ...rows.map((one, i) => [...cells(one).map(([, cell]) => cell), i === 0 ? record : '']),
  ]);
}

function ofAnswer({ sample, answer }: Answered, offered: readonly Letter[]): [string, Cell][] {
  const { options, letterLogprobs, frames, prompt, timings, error } = answer;
  return [
    ['sample', sample.ordinal],
    ['videoId', sample.videoId],
    ['dataId', sample.dataId],
    ['imageName', sample.imageName],
    ['task', sample.task],
    ['granularity', sample.granularity],
    ['answerLocation', sample.answerLocation],
    ['question', sample.question],
    ['rotation', answer.rotation],
    ...offered.map((letter): [string, Cell] => [`option_${letter}`, options[letter] ?? '']),
    ['correctOption', answer.correctOption],
    ['correctOptions', answer.correctOptions.join(' ')],
    ['letter', answer.letter ?? ''],
    ['correct', answer.outcome === 'correct' ? 1 : 0],
    ['outcome', answer.outcome],
    ['reason', answer.reason ?? ''],
    ['tier', answer.tier ?? ''],
    ['error', error ? `${error.code}: ${error.message}` : ''],
    ['text', answer.text ?? ''],
    ...offered.map((letter): [string, Cell] => [
      `logprob_${letter}`,
      letterLogprobs?.[letter] ?? '',
    ]),
    ['letterMass', answer.letterMass ?? ''],
    ['frames', frames.length],
    ['frameTimes', frames.map(({ time }) => time).join(' ')],
    ['frameIndices', frames.map(({ index }) => index).join(' ')],
    ['promptVersion', prompt.version],
    ['promptTokens', prompt.tokens],
    ['reusedTokens', prompt.reusedTokens],
    ['textTokens', answer.textTokens ?? ''],
    ['provider', answer.provider ?? ''],
    ['decodeMs', timings.decodeMs],
    ['encodeMs', timings.encodeMs],
    ['prefillMs', timings.prefillMs],
    ['generateMs', timings.generateMs],
  ];
}
