import axe from 'axe-core';
import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/index.js';
import App from '../../src/ui/App.svelte';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/tokens.css';
import { aDataset, aRun, aSample, anAnswer } from '../support/results.js';

let app: ReturnType<typeof mount> | null = null;

afterEach(async () => {
  if (app) await unmount(app);
  app = null;
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

function control(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}

function choose(selector: string, value: string): void {
  const field = control(selector) as HTMLSelectElement;
  field.value = value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

const headline = () => document.querySelector('.headline')?.textContent;
const said = (selector: string) =>
  (document.querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ');

/** Key c: of ten answers the standard parser reads four as right, the reference two; six it would guess. */
const texts = ['c', '(c)', 'c)', '**C**', 'a', '', 'none', 'a red car', '**B**', 'b)'];

async function keepRun(): Promise<void> {
  const store = await openStore();
  const samples = texts.map((_, ordinal) => aSample({ ordinal, dataId: ordinal }));
  await store.saveDataset(aDataset({ samples }));
  const run = aRun({ status: 'finished', samples: samples.map(({ ordinal }) => ordinal) });
  await store.saveRun(run);
  const options = { a: 'green', b: 'a red car', c: 'blue', d: 'white' };
  for (const [sample, text] of texts.entries())
    await store.putAnswer(
      anAnswer({
        ...{ sample, text, options, letter: null, outcome: 'unscored', reason: 'unparsable' },
      }),
    );
  store.close();
}

describe('a report of generated texts', () => {
  it('is read again by another parser, all its figures with it, and stays as it is stored', async () => {
    await keepRun();
    app = mount(App, { target: document.body });
    await until(() => {
      expect(document.querySelector('[data-action=show]:enabled')).not.toBeNull();
    });
    control('[data-action=show]').click();
    await until(() => {
      expect(headline()).toBe('0.0 %');
    });

    choose('[name=rescore-parser]', 'standard');
    await until(() => {
      expect(headline()).toBe('40.0 %');
    });
    expect(said('pre#report-table')).toContain('Unscored answers: 1 empty, 1 unparsable');
    expect(said('main')).toMatch(/Another wording or order of the options\s+needs a new run/);

    choose('[name=rescore-parser]', 'reference');
    await until(() => {
      expect(headline()).toBe('20.0 %');
      expect(said('#rescore-guesses')).toContain('over 1000 seeds');
    });
    expect(said('#rescore-guesses')).toMatch(
      /random letter for 6 answers.*With random letters 2[56]\.\d % /,
    );

    control('[name=rescore-guess]').click();
    await until(() => {
      expect(said('pre#report-table')).not.toContain('Unscored answers');
    });
    const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);

    choose('[name=rescore-parser]', '');
    await until(() => {
      expect(headline()).toBe('0.0 %');
    });
    const store = await openStore();
    const kept = await store.answersOf('run');
    store.close();
    expect(new Set(kept.map(({ reason }) => reason))).toEqual(new Set(['unparsable']));
  });
});
