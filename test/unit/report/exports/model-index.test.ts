import { describe, expect, test } from 'vitest';
import { AppError } from '../../../../src/domain/index.js';
import { toModelIndex } from '../../../../src/report/exports/model-index.js';
import { anExport, answers, hostile, scored } from './an-export.js';

/** Keys with their values, where a value stands on the key's line: enough YAML for what is written here. */
const valuesOf = (yaml: string): [string, unknown][] =>
  yaml
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line): [string, unknown][] => {
      const [, key = '', value = ''] = /^[\s-]*([\w-]+): (.+)$/.exec(line) ?? [];
      if (value === '') return [];
      return [[key, /^["\d]/.test(value) ? (JSON.parse(value) as unknown) : value]];
    });

describe("a model's card block", () => {
  test('names subset, scoring and dtypes, with accuracy overall and by task', () => {
    const values = valuesOf(toModelIndex(anExport({}, scored)));
    expect(values).toContainEqual(['name', 'Own questions: all 3 questions in questions.jsonl']);
    expect(values).toContainEqual(['dtypes', 'fp32']);
    expect(values).toContainEqual(['scoring', "letters' probabilities"]);
    expect(values.filter(([key]) => key === 'value')).toEqual([
      ['value', 33.33],
      ['value', 100],
      ['value', 0],
    ]);
  });

  test('carries the manifest in a comment, and breaks no line whatever a name holds', () => {
    const exported = anExport({}, scored);
    const { run } = exported;
    const dataset = { ...run.manifest.dataset, name: `${hostile}\n- x: 1` };
    const text = toModelIndex({
      ...exported,
      run: { ...run, manifest: { ...run.manifest, dataset } },
    });
    const [comment = ''] = text.split('\n');
    expect(JSON.parse(comment.slice(2))).toMatchObject({ manifest: { dataset } });
    expect(valuesOf(text)).toContainEqual(['type', dataset.name]);
    expect(text).not.toMatch(/[\u2028\u2029\u0085]/);
    expect(text.split('\n').length).toBe(toModelIndex(exported).split('\n').length);
  });

  test('calls only sets of its size IV-Bench', () => {
    const { tables, run } = anExport({}, scored);
    const of = (questions: number) =>
      toModelIndex({
        tables: { ...tables, overall: { ...tables.overall, n: questions } },
        run: {
          ...run,
          samples: Array.from({ length: questions }, (_, i) => i),
          manifest: {
            ...run.manifest,
            dataset: { ...run.manifest.dataset, samples: questions },
          },
        },
      });
    expect(of(1686)).toContain('"IV-Bench, its public questions: all 1686 questions in');
    expect(of(2585)).toContain('"m-a-p/IV-Bench"');
    expect(of(2584)).not.toContain('m-a-p');
  });

  test.each([
    ['the demo', anExport({ demo: true }, scored), /demo/],
    ['a part of the data set', anExport({}, scored.slice(0, 2)), /2 of the 3 questions/],
    ['more than 2 % unscored', anExport({}, answers), /1 of 3 questions are unscored/],
  ])('is refused for %s', (_, exported, why) => {
    expect(() => toModelIndex(exported)).toThrow(AppError);
    expect(() => toModelIndex(exported)).toThrow(why);
  });

  test('is not refused for 2 % unscored', () => {
    const { tables, run } = anExport({}, scored);
    const overall = { ...tables.overall, n: 100, unscored: 2 };
    const manifest = { ...run.manifest, dataset: { ...run.manifest.dataset, samples: 100 } };
    const whole = { ...run, manifest, samples: Array.from({ length: 100 }, (_, i) => i) };
    expect(toModelIndex({ run: whole, tables: { ...tables, overall } })).toContain('unscored: 2');
    expect(() =>
      toModelIndex({ run: whole, tables: { ...tables, overall: { ...overall, unscored: 2.1 } } }),
    ).toThrow(/2\.1 of 100/);
  });
});
