import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import App from '../../src/ui/App.svelte';

let app: ReturnType<typeof mount>;

beforeEach(() => {
  app = mount(App, { target: document.body });
});

afterEach(async () => {
  await unmount(app);
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

const drop = (...files: readonly File[]) => {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
};

const result = (dataId: number, response: string) => ({
  ...{ data_id: dataId, image_name: `${dataId}.png`, question: `Which one, ${dataId}?` },
  ...{ question_type: 'Counting', granularity: 'Whole Video' },
  choices: { a: 'two', b: 'one' },
  ...{ model_answer: 'b', correct_option: 'b. one', is_true: true, model_response: response },
});
const results = `${JSON.stringify({ '-abc': [result(0, 'b. one'), result(1, 'b) one')] })}\n\n{"def": [{"da`;
const item = (dataId: number) => ({
  ...{ data_id: dataId, image_name: `${dataId}.png`, question: `Which one, ${dataId}?` },
  ...{ question_type: 'Counting', granularity: 'Whole Video', answer_location: '0:03' },
  ...{ answer: 'one', distractors: ['two'] },
});

it('makes a run of results that are dropped, with the questions at hand or their own', async () => {
  drop(new File([results], 'results.jsonl'));
  const page = () => document.body.textContent;
  await until(() => {
    expect(page()).toContain('Not known: the model');
  });
  expect(page()).toContain('Imported from results.jsonl, written by the reference harness.');
  expect(page()).toContain('Line 3: Only the beginning of a JSON object');
  expect(page()).toContain('taken from the results');
  const table = () => document.querySelector('#report-table')?.textContent ?? '';
  expect(table()).toMatch(/Counting +2 +1 +50\.0 %/);
  expect(table()).toContain('1 guess');

  const questions = new File([JSON.stringify({ '-abc': [item(0), item(1)] })], 'questions.jsonl');
  drop(new File([results], 'results.jsonl'), questions);
  await until(() => {
    expect(page()).not.toContain('taken from the results');
  });
  expect(table()).toMatch(/Counting +2 +1 +50\.0 %/);
});

it('sets all that the reference harness does with its wording, and back', async () => {
  const select = (name: string) => {
    const found = document.querySelector<HTMLSelectElement>(`select[name=${name}]`);
    if (!found) throw new Error(`The page has no ${name}.`);
    return found;
  };
  const choose = (version: string) => {
    select('prompt').value = version;
    select('prompt').dispatchEvent(new Event('change', { bubbles: true }));
  };
  choose('reference/1');
  await until(() => {
    expect(select('shuffle').value).toBe('reference');
  });
  expect([select('scoring').value, select('parser').value]).toEqual(['generate', 'reference']);
  choose('standard/1');
  await until(() => {
    expect(select('scoring').value).toBe('letters');
  });
  expect(select('shuffle').value).toBe('standard');
  expect(document.querySelector('select[name=parser]')).toBeNull();
});
