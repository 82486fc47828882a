import type { Answer, Letter, Outcome, Sample } from '../../domain/index.js';
import { answered, type Answered } from '../answered.js';
import { htmlText } from './html-text.js';

const marks: Readonly<Record<Outcome, string>> = {
  correct: '✓ right',
  wrong: '✗ wrong',
  unscored: '? unscored',
};

/** Each question with its options, in every option order it was asked in: which one is right, which one was chosen. */
export function htmlQuestions(samples: readonly Sample[], answers: readonly Answer[]): string {
  const bySample = new Map<number, Answered[]>();
  for (const one of answered(samples, answers))
    bySample.set(one.sample.ordinal, [...(bySample.get(one.sample.ordinal) ?? []), one]);
  return Array.from(bySample.values(), questionOf).join('\n');
}

function questionOf(asked: readonly Answered[]): string {
  const [first] = asked;
  if (!first) return '';
  const { videoId, dataId, task, question, imageName, granularity, answerLocation } = first.sample;
  const outcomes = asked
    .map(({ answer: { outcome } }) => `<span class="${outcome}">${marks[outcome]}</span>`)
    .join(' ');
  const place = [task, granularity, answerLocation, `image ${imageName}`]
    .filter((words) => words !== '')
    .join(' · ');
  return [
    `<details><summary>${outcomes} <b>${htmlText(`${videoId} / ${dataId}`)}</b> ${htmlText(question)}</summary>`,
    `<p class="muted">${htmlText(place)}</p>`,
    ...asked.map(({ answer }) => answerOf(answer, asked.length > 1)),
    '</details>',
  ].join('\n');
}

function answerOf(answer: Answer, several: boolean): string {
  const { options, correctOptions, letter, text, frames, reason, error } = answer;
  const rows = (Object.entries(options) as [Letter, string][]).map(([option, words]) => {
    const said = [
      ...(correctOptions.includes(option) ? ['<b class="correct">right</b>'] : []),
      ...(letter === option ? ['<b>chosen</b>'] : []),
    ];
    const probability = answer.letterLogprobs?.[option];
    const share =
      probability === undefined ? '' : ` <span class="muted">${percentOf(probability)}</span>`;
    return `<li>${option}. ${htmlText(words)}${share}${said.length > 0 ? ` — ${said.join(', ')}` : ''}</li>`;
  });
  const facts = [
    ...(reason === null ? [] : [`Unscored: ${reason}.`]),
    ...(error ? [error.message] : []),
    ...(text === null ? [] : [`It said: ${text}`]),
    ...(letter !== null && !(letter in options) ? [`Read: ${letter}, which is not on offer.`] : []),
    ...(frames.length > 0
      ? [`Frames at ${frames.map(({ time }) => time.toFixed(1)).join(', ')} s.`]
      : []),
  ];
  return [
    ...(several ? [`<p>Option order ${answer.rotation + 1}</p>`] : []),
    `<ul class="options">${rows.join('')}</ul>`,
    ...facts.map((fact) => `<p class="muted">${htmlText(fact)}</p>`),
  ].join('\n');
}

const percentOf = (logprob: number): string => `${(Math.exp(logprob) * 100).toFixed(1)} %`;
