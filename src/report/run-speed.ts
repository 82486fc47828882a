import { needsImage, type Answer, type Run, type SpeedFigures } from '../domain/index.js';

/** How fast a run went, from its answers' times. Shared work was counted with the first answer that needed it. */
export function runSpeed(
  answers: readonly Answer[],
  { manifest: { protocol }, figures = null }: Pick<Run, 'manifest' | 'figures'>,
): SpeedFigures {
  const asked = answers.filter(({ provider }) => provider !== null);
  const sum = (value: (answer: Answer) => number): number =>
    asked.reduce((total, answer) => total + value(answer), 0);
  const waitMs = sum(({ timings }) => timings.decodeMs);
  const stagesMs = sum(
    ({ timings: { decodeMs, encodeMs, prefillMs, generateMs } }) =>
      decodeMs + encodeMs + prefillMs + generateMs,
  );
  const encoded = asked.filter(({ timings }) => timings.encodeMs > 0);
  const pictures = encoded.reduce(
    (count, answer) => count + picturesOf(answer, needsImage(protocol.condition)),
    0,
  );
  const generated = sum(({ textTokens }) => textTokens ?? 0);
  const workedMs = figures?.workedMs ?? stagesMs;
  return {
    prefillTokensPerSecond: perSecond(
      sum(({ prompt }) => prompt.tokens - prompt.reusedTokens),
      sum(({ timings }) => timings.prefillMs),
    ),
    encodeMsPerPicture: pictures > 0 ? sum(({ timings }) => timings.encodeMs) / pictures : null,
    generatedTokensPerSecond: perSecond(
      generated,
      sum(({ timings, textTokens }) => (textTokens == null ? 0 : timings.generateMs)),
    ),
    waitMs,
    waitShare: workedMs > 0 ? Math.min(1, waitMs / workedMs) : null,
    firstAnswerMs: figures?.firstAnswerMs ?? null,
    workedMs: figures?.workedMs ?? null,
    wasmHeap: figures?.wasmHeap ?? null,
  };
}

/** Pictures whose encoding was counted with an answer: a query image, and the frames where they were waited for. */
const picturesOf = ({ frames, timings }: Answer, image: boolean): number =>
  (image ? 1 : 0) + (timings.decodeMs > 0 ? frames.length : 0);

const perSecond = (count: number, ms: number): number | null =>
  count > 0 && ms > 0 ? count / (ms / 1000) : null;

const places = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en');
const seconds = (ms: number): string => `${places(ms / 1000)} s`;

/** The figures that there are, each with its name and unit. */
export function speedRows(speed: SpeedFigures): [name: string, value: string][] {
  const row = (name: string, value: number | null, words: (value: number) => string) =>
    value === null ? [] : [[name, words(value)] as [string, string]];
  const share = ((speed.waitShare ?? 0) * 100).toFixed(1);
  return [
    ...row('First answer after', speed.firstAnswerMs, seconds),
    ...row('At work', speed.workedMs, seconds),
    ...row('Prefill', speed.prefillTokensPerSecond, (rate) => `${places(rate)} tokens/s`),
    ...row('Generation', speed.generatedTokensPerSecond, (rate) => `${places(rate)} tokens/s`),
    ...row('Encoding', speed.encodeMsPerPicture, (ms) => `${places(ms)} ms a picture`),
    ...row('Waited for frames', speed.waitMs, (ms) => `${seconds(ms)} (${share} % of the time)`),
    ...row('Largest wasm memory', speed.wasmHeap, (bytes) => `${places(bytes / 2 ** 20)} MiB`),
  ];
}

/** The figures in one line for a terminal; '' where there are none. */
export const speedLine = (speed: SpeedFigures): string =>
  speedRows(speed)
    .map(([name, value], i) => `${i === 0 ? name : name.toLowerCase()} ${value}`)
    .join(', ');
