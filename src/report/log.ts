import type { Answer, Run, Sample } from '../domain/index.js';
import { answered, jsonLines, type Answered } from './answered.js';

/**
 * The log: one JSON object per line and answer, by sample, then rotation (DESIGN.md, The log). Keys are only
 * ever added. A log-probability of minus infinity is null, as JSON has no such number. The first line has the run with its
 * manifest, too (`run`, null in the others): every line is an answer, so that it can have no line of its own. From these a log becomes the same
 * run again. Where `imported` names a tool, the settings that its files do not tell are this tool's defaults; the manifest
 * says which.
 */
export function toLog(samples: readonly Sample[], answers: readonly Answer[], run: Run): string {
  const { protocol, imported } = run.manifest;
  const line = ({ sample, answer }: Answered) => ({
    schema: 1,
    runId: answer.runId,
    sample: sample.ordinal,
    videoId: sample.videoId,
    dataId: sample.dataId,
    task: sample.task,
    imageName: sample.imageName,
    question: sample.question,
    condition: protocol.condition,
    order: protocol.order,
    framesAsked: protocol.frames,
    height: protocol.height,
    imageSplitting: protocol.imageSplitting,
    frameInput: protocol.frameInput ?? 'images',
    sampling: protocol.sampling,
    seed: protocol.seed,
    shuffle: protocol.shuffle ?? 'standard',
    scoring: protocol.scoring,
    parser: protocol.scoring === 'generate' ? (protocol.parser ?? 'standard') : null,
    guessSeed: protocol.guessSeed ?? null,
    imported: imported?.tool ?? null,
    rotation: answer.rotation,
    prompt: answer.prompt,
    options: answer.options,
    correctOption: answer.correctOption,
    correctOptions: answer.correctOptions,
    letter: answer.letter,
    outcome: answer.outcome,
    reason: answer.reason,
    tier: answer.tier ?? null,
    letterLogprobs: answer.letterLogprobs,
    letterMass: answer.letterMass,
    text: answer.text,
    frames: answer.frames.map(({ index, time, decoder }) => ({ index, time, decoder })),
    provider: answer.provider,
    timings: answer.timings,
    error: answer.error,
    textTokens: answer.textTokens ?? null,
    media: answer.media,
    granularity: sample.granularity,
    givenGranularity: sample.givenGranularity,
    answer: sample.answer,
    answerLocation: sample.answerLocation,
    distractors: sample.distractors,
    blankDistractors: sample.blankDistractors,
    columns: sample.columns,
  });
  const lines = answered(samples, answers).map(line);
  return jsonLines(lines.map((one, i) => ({ ...one, run: i === 0 ? run : null })));
}
