import { expect, test } from 'vitest';
import { parseQuestionFile, readGiven } from '../../../src/dataset/index.js';
import { toAnswersCsv } from '../../../src/report/exports/answers-csv.js';
import { anExport } from '../report/exports/an-export.js';

const saved = (text = toAnswersCsv(anExport())) => new File([text], 'demo-answers.csv');

test('the answers that this page saves as CSV are no questions, and their log is asked for', async () => {
  const given = await readGiven(saved());
  expect(given.kind).toBe('unknown');
  const why = given.kind === 'unknown' ? given.why.message : '';
  expect(why).toMatch(/^demo-answers\.csv holds a run's answers .* Give the run's log \(JSONL\)/);
  await expect(parseQuestionFile(saved())).rejects.toMatchObject({
    code: 'invalid-dataset',
    message: why,
  });
});

test('saved again by a spreadsheet, with some columns gone, they are still known', async () => {
  const lines = toAnswersCsv(anExport())
    .replace(/,run\r?\n/, '\n')
    .replaceAll(',', ';');
  expect((await readGiven(saved(lines))).kind).toBe('unknown');
});

test('questions with a column or two of the same name stay questions', async () => {
  const questions =
    'question,answer,distractors,video_id,image_name,question_type,outcome,letter\nWhat?,red,"[""blue""]",v,i.png,NLI,open,a\n';
  expect((await readGiven(new File([questions], 'questions.csv'))).kind).toBe('questions');
});
