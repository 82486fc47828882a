import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** The normal distribution's quantiles at 0.975 and at 0.8: of a 95 % interval, and of 80 % power. */
export const zOf95 = 1.959963984540054;
export const zOf80 = 0.8416212335729143;

/** Student's t at 0.975: of a 95 % interval whose variance was estimated from `count` independent units, at least 2. */
export const tOf95 = (count: number): number => tQuantile(0.975, count - 1);
