import {
  defaultProtocol,
  referenceProtocol,
  type FrameHeight,
  type FrameInput,
  type PromptVersion,
  type AskedProtocol,
} from '../../domain/index.js';
import type {
  DeviceChoice,
  DtypeChoice,
  DtypeWish,
  HubModel,
  SessionName,
} from '../../model/index.js';

/** `hub:` names a kept model of the hub. */
export type ModelChoice = 'demo' | 'folder' | `hub:${string}`;

export const hubChoice = ({ id, revision }: HubModel): ModelChoice => `hub:${id}@${revision}`;

/** The hub's model that was chosen; null: another source. */
export function chosenHubModel(choice: ModelChoice): HubModel | null {
  const [, id, revision] = /^hub:(.*)@(.*)$/.exec(choice) ?? [];
  return id !== undefined && revision !== undefined ? { id, revision } : null;
}

/** The settings as the visitor edits them; numbers may be empty or odd until they are checked. */
export class Settings {
  frames: number | null = $state(defaultProtocol.frames);
  height = $state('native');
  sampling = $state(defaultProtocol.sampling);
  decoder = $state(defaultProtocol.decoder);
  frameInput: FrameInput = $state('images');
  order = $state(defaultProtocol.order);
  condition = $state(defaultProtocol.condition);
  timestamps = $state(defaultProtocol.timestamps);
  imageSplitting = $state(defaultProtocol.imageSplitting);
  prompt = $state(defaultProtocol.prompt);
  shuffle = $state(defaultProtocol.shuffle);
  scoring = $state(defaultProtocol.scoring);
  maxTokens: number | null = $state(defaultProtocol.maxTokens);
  parser = $state(defaultProtocol.parser);
  limit: number | null = $state(null);
  subset = $state(defaultProtocol.subset);
  /** The only task that is asked; null: all. */
  task: string | null = $state(null);
  /** Most tokens of a prompt: it decides the number of frames then; null: `frames` does. */
  tokenLimit: number | null = $state(null);
  seed: number | null = $state(defaultProtocol.seed);
  rotations: number | null = $state(defaultProtocol.rotations);
  model: ModelChoice = $state('demo');
  dtype: DtypeChoice = $state('auto');
  /** Sessions that differ from `dtype`; `same`: they do not. */
  sessionDtypes: Record<SessionName, DtypeChoice | 'same'> = $state({
    vision_encoder: 'same',
    embed_tokens: 'same',
    decoder_model_merged: 'same',
  });
  device: DeviceChoice = $state('auto');

  readonly problems: readonly string[] = $derived.by(() => [
    ...whole(this.frames, 'Frames', 1, 1024),
    ...whole(this.rotations, 'Option orders', 1, 10),
    ...whole(this.maxTokens, 'Tokens of an answer', 1, 4096),
    ...whole(this.seed, 'Seed', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    ...(this.limit === null ? [] : whole(this.limit, 'Questions to try', 1, 10_000_000)),
    ...(this.tokenLimit === null ? [] : whole(this.tokenLimit, 'Token limit', 1, 10_000_000)),
    ...(readHeight(this.height) === null
      ? ['Frame height: "native", or a whole number of pixels from 8 to 4320.']
      : []),
  ]);

  /** Takes a wording with what goes with it: the reference harness's with all that it does. */
  choosePrompt(prompt: PromptVersion): void {
    const before = this.prompt;
    this.prompt = prompt;
    if (prompt === referenceProtocol.prompt) Object.assign(this, referenceProtocol);
    else if (before === referenceProtocol.prompt) {
      const { shuffle, scoring, maxTokens, parser } = defaultProtocol;
      Object.assign(this, { shuffle, scoring, maxTokens, parser });
    }
  }

  /** Number formats by session, or one for all. */
  get dtypes(): DtypeWish {
    const { vision_encoder, embed_tokens, decoder_model_merged } = this.sessionDtypes;
    const of = (choice: DtypeChoice | 'same') => (choice === 'same' ? this.dtype : choice);
    const each = [vision_encoder, embed_tokens, decoder_model_merged];
    if (each.every((choice) => choice === 'same')) return this.dtype;
    return {
      vision_encoder: of(vision_encoder),
      embed_tokens: of(embed_tokens),
      decoder_model_merged: of(decoder_model_merged),
    };
  }

  /** @throws Error while there are `problems` */
  get protocol(): AskedProtocol {
    const height = readHeight(this.height);
    if (this.problems.length > 0 || height === null) throw new Error(this.problems.join(' '));
    return {
      ...defaultProtocol,
      frames: this.frames ?? defaultProtocol.frames,
      height,
      sampling: this.sampling,
      decoder: this.decoder,
      frameInput: this.frameInput,
      order: this.order,
      condition: this.condition,
      timestamps: this.timestamps,
      imageSplitting: this.imageSplitting,
      prompt: this.prompt,
      shuffle: this.shuffle,
      scoring: this.scoring,
      maxTokens: this.maxTokens ?? defaultProtocol.maxTokens,
      parser: this.parser,
      limit: this.limit,
      subset: this.subset,
      task: this.task,
      seed: this.seed ?? defaultProtocol.seed,
      rotations: this.rotations ?? defaultProtocol.rotations,
    };
  }

  reset(): void {
    const { frames, sampling, decoder, frameInput, order, condition } = defaultProtocol;
    const { timestamps, imageSplitting, limit, subset, task, seed, rotations } = defaultProtocol;
    const { prompt, shuffle, scoring, maxTokens, parser } = defaultProtocol;
    Object.assign(this, { frames, sampling, decoder, frameInput, order, condition });
    Object.assign(this, { timestamps, imageSplitting, limit, subset, task, seed, rotations });
    Object.assign(this, { prompt, shuffle, scoring, maxTokens, parser });
    this.height = 'native';
    this.tokenLimit = null;
  }
}

/** What is wrong with a number that a visitor typed, if anything. */
export function whole(value: number | null, name: string, least: number, most: number): string[] {
  if (value !== null && Number.isInteger(value) && value >= least && value <= most) return [];
  const range = least < -1e9 ? 'a whole number' : `a whole number from ${least} to ${most}`;
  return [`${name}: ${range}.`];
}

/** A frame height as a visitor types it; null: not understood. */
export function readHeight(text: string): FrameHeight | null {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'native') return 'native';
  const pixels = Number(trimmed);
  return Number.isInteger(pixels) && pixels >= 8 && pixels <= 4320 ? pixels : null;
}
