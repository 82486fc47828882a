/** One reading of tokens behind others that were read before. */
export interface Reading {
  /** Tokens read before, in the KV cache. */
  readonly past: number;
  readonly tokens: number;
  readonly ms: number;
}

/** What the work of a reading grows with. */
export interface DecoderShape {
  readonly hiddenSize: number;
  /** Width of all attention heads of all layers that attend. */
  readonly attentionWidth: number;
  /** Whether a KV cache of a prompt's beginning may be used again. */
  readonly reusesPrefix: boolean;
}

/** How fast a loaded model is on this machine. */
export interface MeasuredSpeed {
  /** One frame as it mostly comes, resized and encoded as one tile; milliseconds, as all times the least of a few. */
  readonly picture: { readonly tokens: number; readonly ms: number };
  /** A long reading behind nothing, then a short one and a single token behind what that read. */
  readonly readings: readonly [Reading, Reading, Reading];
  readonly shape: DecoderShape & { /** Width of a row of logits. */ readonly vocabulary: number };
  /** Seconds that all of it took. */
  readonly seconds: number;
}

/** What is timed; nothing of it may overlap. `Past` is a KV cache. */
export interface Timable<Past> {
  /** Encodes a frame. @returns its image tokens */
  readonly encode: () => Promise<number>;
  /** Reads tokens and waits for the logits, so that no work is left on a GPU. @returns how many logits */
  readonly read: (tokens: number, past: Past | null) => Promise<number>;
  /** Reads tokens that others will stand behind. */
  readonly keep: (tokens: number) => Promise<Past>;
  readonly free: (past: Past) => void;
  /** Most tokens that may be read in all. */
  readonly most: number;
  readonly shape: DecoderShape;
}

/** Tokens of the long reading; it is come at by doubling, so that a slow machine stops before. */
const longest = 512;
const shortest = 16;
/** Tokens of the short reading behind it, about a question's. */
const stretch = 64;

/** Milliseconds for each of the four things that are timed, so that all of it stays below ten seconds. */
const share = 1400;
const mostRepetitions = 5;
/** A first encoding that takes longer is the only one: less may be compilation, which is many times the work itself. */
const mostCold = 10_000;

/**
 * Times one picture, about 512 tokens, a stretch behind them and one token behind them, each as often as its share of
 * ten seconds allows. The fastest counts: the first times include compilation, and other programs only ever add. On a
 * machine so slow that once takes longer than the share, that is what counts, and fewer tokens are read.
 * @throws AppError of the model
 */
export async function measureSpeed<Past>(
  timable: Timable<Past>,
  now = () => performance.now(),
): Promise<MeasuredSpeed> {
  const started = now();
  const { encode, read, keep, free, most, shape } = timable;
  const lasted = async (work: () => Promise<unknown>): Promise<number> => {
    const since = now();
    await work();
    return now() - since;
  };
  const fastest = async (work: () => Promise<unknown>, known = Infinity): Promise<number> => {
    const until = now() + share;
    let best = known;
    let last = known === Infinity ? 0 : known;
    for (let times = 0; times < mostRepetitions && now() + last <= until; times++) {
      last = await lasted(work);
      best = Math.min(best, last);
    }
    return best;
  };

  let pictureTokens = 0;
  const see = async () => {
    pictureTokens = await encode();
  };
  const cold = await lasted(see);

  let tokens = shortest;
  await read(tokens, null);
  let vocabulary = 0;
  const readLong = async () => {
    vocabulary = await read(tokens, null);
  };
  let once = await lasted(readLong);
  while (tokens < longest && tokens * 2 + stretch <= most && 2 * once <= share) {
    tokens *= 2;
    once = await lasted(readLong);
  }

  const pictureMs = cold <= mostCold ? await fastest(see) : cold;
  const longMs = await fastest(readLong, once);
  const few = Math.min(stretch, tokens);
  const past = await keep(tokens);
  try {
    const stretchMs = await fastest(() => read(few, past));
    const stepMs = await fastest(() => read(1, past));
    return {
      picture: { tokens: pictureTokens, ms: pictureMs },
      readings: [
        { past: 0, tokens, ms: longMs },
        { past: tokens, tokens: few, ms: stretchMs },
        { past: tokens, tokens: 1, ms: stepMs },
      ],
      shape: { ...shape, vocabulary },
      seconds: (now() - started) / 1000,
    };
  } finally {
    free(past);
  }
}
