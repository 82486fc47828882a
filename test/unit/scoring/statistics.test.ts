import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/lib/index.js';
import { clusterBootstrap } from '../../../src/scoring/bootstrap.js';
import { clustered, type Observation } from '../../../src/scoring/statistics/clusters.js';
import { groupDifference } from '../../../src/scoring/statistics/group-difference.js';
import { meanInterval, rateInterval } from '../../../src/scoring/statistics/intervals.js';
import {
  designEffect,
  questionsFor,
  questionsForRate,
  questionsPerVideo,
  smallestDifference,
} from '../../../src/scoring/statistics/power.js';
import { tOf95, zOf80, zOf95 } from '../../../src/scoring/statistics/quantiles.js';
import { holm, mcnemarExact, tTest } from '../../../src/scoring/statistics/tests.js';
import { wilson } from '../../../src/scoring/statistics/wilson.js';
import fixture from '../../fixtures/statistics/values.json' with { type: 'json' };

/** Equal to about 12 digits, however small. */
const expectNear = (found: number, wanted: number) => {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-11 * Math.abs(wanted) + 1e-15);
};
const rows = (name: 't' | 'tTest' | 'mcnemar' | 'wilson' | 'bounds' | 'questions') =>
  fixture[name] as unknown as [number, number, number, number][];
const resampling = (...key: string[]) => ({ resamples: 500, random: seededRandom(...key) });
const observe = (groups: readonly number[], values: readonly number[]): Observation[] =>
  values.map((value, at) => ({ videoId: `v${groups[at] ?? 0}`, value, answers: 1 }));

describe('distributions and tests are those of scipy and statsmodels', () => {
  test('quantiles', () => {
    expectNear(zOf95, fixture.z['95']);
    expectNear(zOf80, fixture.z['80']);
    for (const [count, wanted] of rows('t')) expectNear(tOf95(count), wanted);
  });

  test('the t test, McNemar’s exact test far into the tails, Holm’s adjustment', () => {
    for (const [t, count, p] of rows('tTest')) expectNear(tTest(t, count), p);
    for (const [gained, lost, p] of rows('mcnemar')) {
      expectNear(mcnemarExact(gained, lost), p);
      expect(mcnemarExact(lost, gained)).toBe(mcnemarExact(gained, lost));
    }
    expect(mcnemarExact(0, 0)).toBe(1);
    for (const { p, adjusted } of fixture.holm)
      for (const [at, value] of holm(p).entries()) expectNear(value, adjusted[at] ?? NaN);
    expect(holm([])).toEqual([]);
  });

  test('Wilson’s interval and the exact bound of nothing right', () => {
    for (const [right, n, low, high] of rows('wilson')) {
      expect(wilson(right / n, n).low).toBeCloseTo(low, 12);
      expect(wilson(right / n, n).high).toBeCloseTo(high, 12);
    }
    for (const [videos, high] of rows('bounds')) {
      const wrong = observe([...Array(videos).keys()], Array<number>(videos).fill(0));
      expectNear(rateInterval(wrong, resampling('wrong')).high, high);
    }
  });

  test('the clustered variance is that of cluster-robust least squares', () => {
    for (const { groups, values, ...wanted } of fixture.clustered) {
      const found = clustered(observe(groups, values));
      expectNear(found.mean, wanted.mean);
      expectNear(found.variance, wanted.variance);
      expectNear(found.clusteredVariance, wanted.clusteredVariance);
    }
  });

  test('the difference within strata', () => {
    const sided = fixture.stratified.rows.map((row) => ({ ...row, side: row.side as 0 | 1 }));
    const found = groupDifference(sided, resampling('strata'));
    expectNear(found?.difference ?? NaN, fixture.stratified.difference);
    expect(found).toMatchObject({ strata: 3 });
    const alone = sided.filter(({ stratum, side }) => side === (stratum === 's0' ? 0 : 1));
    expect(groupDifference(alone, resampling('strata'))).toBeNull();
  });
});

describe('intervals', () => {
  const widthOf = ({ low, high }: { low: number; high: number }) => high - low;

  test('have a width where all clusters are alike, which the bootstrap has not', () => {
    const halves = observe([0, 0, 1, 1], [1, 0, 1, 0]);
    expect(widthOf(clusterBootstrap(clustered(halves).clusters, 500, seededRandom('x')))).toBe(0);
    expect(widthOf(rateInterval(halves, resampling('x')))).toBeGreaterThan(0.9);
    const same = observe([0, 1, 2, 3], [0, 0, 0, 0]);
    expect(widthOf(meanInterval(same, resampling('x')))).toBeGreaterThan(1);
  });

  test('are never narrower than those of as many independent questions', () => {
    const even = observe(
      Array.from({ length: 60 }, (_, i) => Math.floor(i / 2)),
      Array.from({ length: 60 }, (_, i) => i % 2),
    );
    expect(widthOf(rateInterval(even, resampling('y')))).toBeGreaterThanOrEqual(
      widthOf(wilson(0.5, 60)),
    );
  });

  test('take a question asked in ten orders for no more than ten answers', () => {
    const tenths = Array.from({ length: 50 }, (_, i) => ({
      videoId: `v${i}`,
      value: 0.1,
      answers: 10,
    }));
    const found = rateInterval(tenths, resampling('z'));
    expect(widthOf(found)).toBeGreaterThanOrEqual(widthOf(wilson(0.1, 500)));
    expect(widthOf(found)).toBeLessThan(widthOf(wilson(0.1, 50)));
  });

  test('a handful of flips in one direction is no proof, twenty are', () => {
    const flips = (count: number) =>
      meanInterval(
        observe(
          Array.from({ length: 100 }, (_, i) => i),
          Array.from({ length: 100 }, (_, i) => Number(i < count)),
        ),
        resampling('flips'),
      ).low;
    expect(flips(4)).toBeLessThan(0);
    expect(flips(20)).toBeGreaterThan(0.1);
  });

  test('of one video or no question claim nothing', () => {
    expect(rateInterval(observe([0, 0], [1, 0]), resampling('1'))).toEqual({ low: 0, high: 1 });
    expect(meanInterval([], resampling('0'))).toMatchObject({ low: -1, high: 1, n: 0 });
  });

  /** Videos of 1 to 4 questions; with `together`, this share of the questions follows its video. */
  function simulate(
    key: string,
    videos: number,
    together: number,
    draw: (random: () => number) => number,
  ) {
    const random = seededRandom('coverage', key, videos, together);
    return Array.from({ length: 200 }, () =>
      Array.from({ length: videos }, (_, video) => {
        const shared = draw(random);
        return Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({
          videoId: `v${video}`,
          value: random() < together ? shared : draw(random),
          answers: 1,
        }));
      }).flat(),
    );
  }
  /** 200 draws of a true 95 % fall below 90 % once in a thousand times; the seed is fixed. */
  const enough = 0.9;

  test.each([3, 10, 44])('of a rate cover the truth on %i videos', (videos) => {
    for (const rate of [0.12, 0.5])
      for (const together of [0, 0.5, 1]) {
        const draws = simulate('rate', videos, together, (random) => Number(random() < rate));
        const covered = draws.filter((observations) => {
          const random = seededRandom('resample');
          const { low, high } = rateInterval(observations, { resamples: 100, random });
          return low <= rate && rate <= high;
        });
        expect(covered.length / draws.length).toBeGreaterThan(enough);
      }
  });

  test.each([5, 44])('of a difference cover the truth on %i videos', (videos) => {
    for (const [gain, loss] of [
      [0.2, 0.05],
      [0.03, 0],
      [0.1, 0.1],
    ] as const)
      for (const together of [0, 0.5]) {
        const draws = simulate(`${gain} ${loss}`, videos, together, (random) => {
          const at = random();
          return at < gain ? 1 : at < gain + loss ? -1 : 0;
        });
        const covered = draws.filter((observations) => {
          const random = seededRandom('resample');
          const { low, high } = meanInterval(observations, { resamples: 100, random });
          return low <= gain - loss && gain - loss <= high;
        });
        expect(covered.length / draws.length).toBeGreaterThan(enough);
      }
  });
});

describe('what n questions can show', () => {
  /** Rounded to a whole question; statsmodels adds the chance of a difference the wrong way round. */
  const expectWithinOne = (found: number, wanted: number) => {
    expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1);
  };

  test('are the figures of PROTOCOL.md', () => {
    expect(smallestDifference(100) * 100).toBeCloseTo(12.5, 1);
    expect(Math.abs(smallestDifference(1686) * 100 - 3.0)).toBeLessThan(0.06);
    expectWithinOne(questionsForRate(0.17, 0.1028), 184);
    expectWithinOne(questionsForRate(0.12, 0.1028), 2551);
    expectWithinOne(questionsForRate(0.17, 0.137), 900);
  });

  test('agree with statsmodels’ power of a test of a rate', () => {
    for (const [rate, against, n] of rows('questions'))
      expectWithinOne(questionsForRate(rate, against), n);
  });

  test('clusters need more: four questions a video, a tenth alike', () => {
    expect(designEffect([4, 4, 4])).toBeCloseTo(1.3, 12);
    expect(designEffect([1, 1, 1, 1])).toBe(1);
    expect(questionsPerVideo(['v', 'w', 'v'].map((videoId) => ({ videoId })))).toEqual([2, 1]);
    expect(smallestDifference(100, 0.2, 4)).toBeCloseTo(2 * smallestDifference(100), 12);
  });

  test('from a measured error: half the difference needs four times as many', () => {
    expect(questionsFor(0.05, 0.02, 100)).toBe(126);
    expect(questionsFor(0.025, 0.02, 100)).toBe(503);
  });
});

const publicFile = '../shared/ivbench/test_data.jsonl';
describe('baselines on the public questions', () => {
  test.skipIf(!existsSync(publicFile))(
    'uniform 10.28 %, always the shortest 13.7 %, the longest 7.9 %, crediting one copy (needs test_data.jsonl)',
    async () => {
      const { isLongest, isShortest } = await import('../../../src/scoring/baselines.js');
      const items = readFileSync(publicFile, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .flatMap((line) =>
          Object.values(
            JSON.parse(line) as Record<string, { distractors: string[]; answer: string }[]>,
          ).flat(),
        );
      const orders = items.map(({ distractors, answer }) => {
        const texts = [...distractors.filter((text) => text.trim() !== ''), answer];
        const lettered = texts.map((text, at) => ['abcdefghij'.charAt(at), text] as const);
        const correctOption = 'abcdefghij'.charAt(texts.length - 1) as 'a';
        return { options: Object.fromEntries(lettered), correctOptions: [correctOption] };
      });
      const percent = (rate: (order: (typeof orders)[number]) => number) =>
        (orders.reduce((sum, order) => sum + rate(order), 0) / orders.length) * 100;
      expect(orders).toHaveLength(1686);
      expect(percent(({ options }) => 1 / Object.keys(options).length)).toBeCloseTo(10.28, 2);
      expect(percent(isShortest)).toBeCloseTo(13.7, 1);
      expect(percent(isLongest)).toBeCloseTo(7.9, 1);
    },
  );
});
