import {
  AppError,
  defaultProtocol,
  needsFrames,
  needsImage,
  type Dataset,
  type MediaMatch,
  type Picture,
  type Protocol,
  type Sample,
  type VideoInfo,
} from '../domain/index.js';
import { selectSamples } from '../dataset/index.js';
import { decodeImage, planFrames, sizeAtHeight, type FrameDecoder } from '../frames/index.js';
import type { Model } from '../model/index.js';
import { buildPrompt, orderOptions } from '../prompt/index.js';
import { encodingUnits } from './encoding-units.js';
import { mostFrames } from './most-frames.js';
import { runnableSamples } from './new-run.js';

/** Questions whose prompts are counted: those with the most words. */
const counted = 3;

export interface FitInput {
  readonly dataset: Pick<Dataset, 'samples'>;
  readonly media: MediaMatch;
  readonly protocol: Protocol;
  /** Most tokens of a prompt, where that decides the number of frames; null: the protocol's frames. */
  readonly tokenLimit: number | null;
  readonly model: Pick<Model, 'info' | 'countTokens'>;
  readonly decoder: FrameDecoder;
  readonly signal: AbortSignal;
}

/** A protocol that the model has room for. */
export interface Fitted {
  readonly protocol: Protocol;
  /** Tokens of the longest prompt counted; null where none could be. */
  readonly tokens: number | null;
}

/** A question with what its pictures will be. */
interface Candidate {
  readonly sample: Sample;
  readonly video: VideoInfo | null;
  readonly image: Pick<Picture, 'width' | 'height'> | null;
}

/**
 * Counts the tokens of a run's longest prompts before anything is encoded. Files that cannot be read are passed
 * over: their questions say so when their turn comes.
 * @throws AppError `context-exceeded` with the numbers and the frames that would fit
 */
export async function fitContext(input: FitInput): Promise<Fitted> {
  const { protocol, tokenLimit, model, signal } = input;
  const room = (model.info.contextLength ?? Infinity) - behindPrompt(protocol);
  const limit = Math.min(room, tokenLimit ?? Infinity);
  const candidates = limit === Infinity ? [] : await openCandidates(input);
  if (candidates.length === 0) return { protocol, tokens: null };
  const count = async (frames: number): Promise<number> => {
    const counts: number[] = [];
    for (const candidate of candidates)
      counts.push(await model.countTokens(sizedPrompt(candidate, { ...protocol, frames }), signal));
    return Math.max(...counts);
  };
  const shown = needsFrames(protocol.condition);
  if (tokenLimit === null || !shown) {
    const tokens = await count(protocol.frames);
    if (tokens <= limit) return { protocol, tokens };
    throw exceeded(input, tokens, limit, shown ? await mostFrames(limit, count) : null);
  }
  const frames = await mostFrames(limit, count);
  if (frames === 0) throw exceeded(input, await count(1), limit, 0);
  return { protocol: { ...protocol, frames }, tokens: await count(frames) };
}

/** Tokens that are read behind a prompt: all of a generated text but its last. */
const behindPrompt = ({ scoring, maxTokens = defaultProtocol.maxTokens }: Protocol): number =>
  scoring === 'generate' ? maxTokens - 1 : 0;

function exceeded(
  { model, protocol }: FitInput,
  tokens: number,
  limit: number,
  fit: number | null,
) {
  const { id } = model.info.record;
  const frames = fit === null ? '' : ` with ${protocol.frames} frames`;
  const remedy =
    fit === null
      ? 'Choose a model with a longer context.'
      : fit === 0
        ? 'Not even one frame fits: raise the limit, or choose a model with a longer context.'
        : `At most ${fit} frames fit: ask for ${fit} or fewer.`;
  const behind = behindPrompt(protocol);
  const answer = behind > 0 ? ` before an answer of up to ${behind + 1}` : '';
  return new AppError(
    'context-exceeded',
    `The longest prompt of this run has ${tokens} tokens${frames}, and ${id} may read ${limit}${answer}. ${remedy}`,
  );
}

async function openCandidates(input: FitInput): Promise<Candidate[]> {
  const { dataset, media, protocol, decoder, signal } = input;
  const words = ({ question, answer, distractors }: Sample) =>
    [question, answer, ...distractors].join('').length;
  const asked = selectSamples(runnableSamples(dataset, media, protocol.condition), protocol);
  const longest = asked.toSorted((a, b) => words(b) - words(a)).slice(0, counted);
  const candidates: Candidate[] = [];
  for (const sample of longest) {
    const file = media.videos.get(sample.videoId)?.file;
    const picture = media.images.get(sample.ordinal)?.file;
    try {
      const video =
        needsFrames(protocol.condition) && file
          ? await decoder.open(file, { signal, decoder: protocol.decoder })
          : null;
      const image =
        needsImage(protocol.condition) && picture ? await decodeImage(picture, signal) : null;
      candidates.push({ sample, video, image });
    } catch {
      signal.throwIfAborted();
    }
  }
  return candidates;
}

function sizedPrompt({ sample, video, image }: Candidate, protocol: Protocol) {
  const { frames, sampling, height, frameInput, order, timestamps, imageSplitting } = protocol;
  const plan = video ? planFrames(video.times, frames, sampling) : [];
  const size = video && sizeAtHeight(video, height);
  return {
    prompt: buildPrompt(protocol.prompt, {
      question: sample.question,
      optionOrder: orderOptions(sample, protocol.seed, 0),
      frames: plan.map((index) => ({ time: video?.times[index] ?? 0 })),
      frameInput,
      framesAsked: frames,
      duration: video?.fileDuration ?? null,
      image: image !== null,
      order,
      timestamps,
    }),
    frames: encodingUnits(plan, frameInput).flatMap(() => (size ? [size] : [])),
    image: image && {
      width: image.width,
      height: image.height,
      treatment: imageSplitting ? ('split' as const) : ('whole' as const),
    },
  };
}
