/** The value of one question: a rate 0 to 1, or a difference of two, -1 to 1. */
export interface Observation {
  readonly videoId: string;
  readonly value: number;
  /** How many answers the value is the mean of, at least 1. */
  readonly answers: number;
}

/** Questions of one video. */
export interface Cluster {
  readonly n: number;
  readonly sum: number;
}

export interface Clustered {
  readonly clusters: readonly Cluster[];
  readonly n: number;
  readonly answers: number;
  /** Of all values; NaN when n is 0. */
  readonly mean: number;
  /** Variance of the mean if questions were independent. */
  readonly variance: number;
  /**
   * Variance of the mean with videos as the independent units: that of a ratio estimator, linearised, with the factor
   * G / (G - 1) (Cochran 1977, 6.3 and 9A). Infinite for a single video.
   */
  readonly clusteredVariance: number;
}

export const clustered = (observations: readonly Observation[]): Clustered =>
  new Clustering(observations).of(Float64Array.from(observations, ({ value }) => value));

/** Which questions are of one video: made once for all the values that they can have. */
export class Clustering {
  /** The cluster of each question, numbered as they are met. */
  readonly #clusterOf: Int32Array;
  readonly #sizes: readonly number[];
  readonly #answers: number;

  constructor(questions: readonly Omit<Observation, 'value'>[]) {
    const numbers = new Map<string, number>();
    const sizes: number[] = [];
    let answers = 0;
    this.#clusterOf = new Int32Array(questions.length);
    for (const [at, { videoId, answers: of }] of questions.entries()) {
      let number = numbers.get(videoId);
      if (number === undefined) numbers.set(videoId, (number = numbers.size));
      sizes[number] = (sizes[number] ?? 0) + 1;
      answers += of;
      this.#clusterOf[at] = number;
    }
    this.#sizes = sizes;
    this.#answers = answers;
  }

  get videos(): number {
    return this.#sizes.length;
  }

  /** @param values of the questions, in their order */
  of(values: Float64Array): Clustered {
    const sums = new Float64Array(this.#sizes.length);
    let total = 0;
    let squares = 0;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? 0;
      const cluster = this.#clusterOf[at] ?? 0;
      sums[cluster] = (sums[cluster] ?? 0) + value;
      total += value;
      squares += value * value;
    }
    const n = values.length;
    const mean = total / n;
    const clusters = this.#sizes.map((size, at): Cluster => ({ n: size, sum: sums[at] ?? 0 }));
    let between = 0;
    for (const { n: size, sum } of clusters) between += (sum - mean * size) ** 2;
    const count = clusters.length;
    return {
      clusters,
      n,
      answers: this.#answers,
      mean,
      variance: Math.max(0, squares - n * mean * mean) / n ** 2,
      clusteredVariance: count > 1 ? ((count / (count - 1)) * between) / n ** 2 : Infinity,
    };
  }
}
