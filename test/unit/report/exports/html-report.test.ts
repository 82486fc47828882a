import { describe, expect, test } from 'vitest';
import { barFigure } from '../../../../src/report/exports/bar-figure.js';
import { toHtmlReport } from '../../../../src/report/exports/html-report.js';
import { anAnswer } from '../../../support/results.js';
import { anExport, hostile } from './an-export.js';

const unescaped = (html: string): string =>
  html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');

describe('the HTML report', () => {
  test('takes nothing of a data set, a model or an error for markup', () => {
    const { run } = anExport();
    const exported = anExport(
      { manifest: { ...run.manifest, model: { ...run.manifest.model, id: hostile } } },
      [
        anAnswer({ sample: 0, text: hostile }),
        anAnswer({
          ...{ sample: 1, outcome: 'unscored', reason: 'error', letter: null },
          options: { a: hostile, b: 'blue', c: 'red' },
          error: { code: 'unexpected', message: hostile },
        }),
      ],
    );
    const samples = exported.samples.map((sample) => ({
      ...sample,
      ...{ question: hostile, videoId: hostile, imageName: hostile, answerLocation: hostile },
    }));
    const html = toHtmlReport({ ...exported, samples });
    const tags = new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag));
    expect(tags).not.toContain('script');
    expect(html.match(/<pre>/g)).toHaveLength(1);
    expect(html.match(/<\/pre>/g)).toHaveLength(1);
    expect(unescaped(html).split(hostile).length).toBeGreaterThan(6);
    expect(html).not.toMatch(/\s(src|href|on\w+)=/);
  });

  test('allows itself nothing but its own style', () => {
    expect(toHtmlReport(anExport())).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    );
  });

  test('has the figures, the notes, each question with its options, and the manifest', () => {
    const { run } = anExport();
    const html = toHtmlReport(anExport());
    expect(html).toContain('33.3 % right (95 % interval');
    expect(html).toContain('1 unscored questions count as not right');
    expect(html).toContain('different protocol');
    expect(html).toContain('<li>c. red');
    expect(html).toContain('9.mp4 is cut off.');
    expect(html.match(/<svg/g)).toHaveLength(2);
    const [, json = ''] = /<pre>([\s\S]*)<\/pre>/.exec(html) ?? [];
    expect(JSON.parse(unescaped(json))).toMatchObject({ manifest: run.manifest });
  });

  test('says of the demo that it is one', () => {
    expect(toHtmlReport(anExport({ demo: true }))).toMatch(
      /class="warn">A toy model.*nothing about IV-Bench/,
    );
    expect(toHtmlReport(anExport({ demo: true }))).not.toContain('Beside the paper');
  });
});

describe('a figure of bars', () => {
  const bar = {
    name: 'NLI',
    rate: 0.5,
    interval: { low: 0.25, high: 1 },
    mark: 0.1,
    label: '50 %',
  };
  const widths = (svg: string) =>
    [...svg.matchAll(/class="bar".*? width="([\d.]+)"/g)].map(([, w]) => Number(w));

  test('is as long as the rate, with its interval and mark in place', () => {
    const svg = barFigure('t', [bar, { ...bar, rate: 1 }]);
    const [half = NaN, whole = NaN] = widths(svg);
    expect(half * 2).toBeCloseTo(whole, 6);
    const [, from, to] = /class="interval".*?d="M([\d.]+) .*?H([\d.]+)/.exec(svg) ?? [];
    const [, left] = /class="bar" x="([\d.]+)"/.exec(svg) ?? [];
    expect(Number(from) - Number(left)).toBeCloseTo(whole / 4, 6);
    expect(Number(to) - Number(left)).toBeCloseTo(whole, 6);
  });

  test('has no bar where there is no rate, and shortens long names', () => {
    const svg = barFigure('t', [{ ...bar, name: '🙂'.repeat(40), rate: NaN, interval: null }]);
    expect(widths(svg)).toEqual([]);
    expect(svg).toContain(`${'🙂'.repeat(25)}…<title>${'🙂'.repeat(40)}</title>`);
  });
});
