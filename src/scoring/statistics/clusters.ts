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

export function clustered(observations: readonly Observation[]): Clustered {
  const byVideo = new Map<string, { n: number; sum: number }>();
  let total = 0;
  let squares = 0;
  let answers = 0;
  for (const { videoId, value, answers: of } of observations) {
    let cluster = byVideo.get(videoId);
    if (!cluster) byVideo.set(videoId, (cluster = { n: 0, sum: 0 }));
    cluster.n++;
    cluster.sum += value;
    total += value;
    squares += value * value;
    answers += of;
  }
  const n = observations.length;
  const mean = total / n;
  const clusters = [...byVideo.values()];
  let between = 0;
  for (const { n: size, sum } of clusters) between += (sum - mean * size) ** 2;
  const count = clusters.length;
  return {
    clusters,
    n,
    answers,
    mean,
    variance: Math.max(0, squares - n * mean * mean) / n ** 2,
    clusteredVariance: count > 1 ? ((count / (count - 1)) * between) / n ** 2 : Infinity,
  };
}
