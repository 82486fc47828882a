import { describe, expect, test } from 'vitest';
import { lettered, readStandard, type OptionTexts } from '../../support/option-texts.js';

const cars = lettered('a green car', 'a blue car', 'a red car', 'a white van', 'two dogs');
const read = (text: string, options: OptionTexts = cars) => readStandard(text, options);
const cases = (expected: string, texts: readonly string[], options: OptionTexts = cars) => {
  test.each(texts)(`${expected}: %j`, (text) => {
    expect(read(text, options)).toBe(expected);
  });
};

describe('a lone letter', () => {
  cases('c letter', [
    'c',
    'C',
    ' c\n',
    '**C**',
    '`c`',
    '"C"',
    'Ｃ',
    '𝐂',
    '__c__',
    'c</s>',
    '<|im_start|>c<|im_end|>',
    'c\u200b',
    '<answer>C</answer>',
    '<answer>: c',
    '<answer> c </answer>.',
    '\\boxed{C}',
    '$\\boxed{\\text{C}}$',
    '{"answer": "c"}',
    "{'answer': 'C'}",
    '```json\n{"answer": "C", "reason": "a car"}\n```',
    '<b>C</b>',
    '<think>a or b?</think>\nC',
    'so a\n</think>c',
    'Assistant: c',
  ]);
  cases('a letter', ['a', 'A', '<answer>A</answer>']);
});

describe('a letter with a mark', () => {
  cases('c marked-letter', [
    'c.',
    'C)',
    '(c)',
    '[C]',
    'c:',
    'C。',
    '（Ｃ）',
    '【c】',
    "'c'",
    '**C.**',
    'c!',
    'Option C',
    'option (c)',
    'c. a red car',
    'C) a red car\n\nExplanation: the car is red. option a is wrong',
    'c: a red car',
    '(C) a red car.',
    'USER: Which?\nASSISTANT: C. a red car',
    '**c.** a red car',
    'c - a red car',
    'c a red car',
    'C, a red car',
    'c. red car',
    'c\nc\nc',
    'c c c',
    'Option C: a red car',

    'C.\n\nThe image shows a red car.',
    'The car is red.\n\n**C**',
    'The car is red, as one sees.\nc. a red car',
    'The man walks to the red car (c).',
    '- c. a red car',
    '> C. a red car',
    '<answer>c. a red car</answer>',
    '\\boxed{c. a red car}',
    "c. The car's color changes.",
    'C. Blue is not shown.',
    'C because it is red',
    'c.\n\nExplanation:\na. green - wrong\nb. blue - wrong',
    'a. wrong\nb. wrong\nc. a red car',
  ]);
  cases('a marked-letter', [
    'a.',
    '(a)',
    'A) a green car',
    'a: a green car',
    'Option A',
    '**A.** A green car',
    'a a green car',
  ]);
});

describe('a letter that the text states', () => {
  cases('c answer-is', [
    'Answer: c',
    'Answer: C.',
    'answer is c',
    'The answer is (c) a red car.',
    'The answer is (c).',
    'The answer is c. a red car',
    'The answer is C because of its color',
    'The correct answer is **C**.',
    'The correct option is c.',
    'So the answer is c',
    'Answer - c',
    'Answer:\nc',
    '**Answer:** C',
    '**Answer**: **C**',
    'The answer is: c',
    'The answer is option c.',
    'The answer is the letter c',
    'I think the answer is C',
    'I would choose option c.',
    'I choose (c)',
    'It is c.',
    'The answer to the question is c',
    'The best choice would be c.',
    "The option's letter is c",
    'My final answer: c',
    'Final Answer: \\(c\\)',
    '答案是C。',
    '答案：C',
    '正确答案为 c',
    '选C',
    '我选择C选项',
    '答えはCです',

    'The correct answer is most likely c',
    'The car could be green (a) or blue (b), but it looks red. So the answer is c',
    'a. green: no.\nb. blue: no.\nc. red: yes.\nThe answer is c.',
    'First I thought the answer is b. But wait, the answer is c.',
    'The man gets in a car. Option c is the correct answer.',
    'The answer is c\nThe answer is c\nThe answer is c',
    'Therefore, (c) is correct.',
    'Option C is correct.',
    'If the answer is b, the car is blue. It is red. The answer is c.',
    'Answer: c\nQuestion: What color is it?',
    'The correct option is "c".',
    'Answer:c',
    'ANSWER: C',
    'Ans: c',
    'Therefore c.',
    'Thus, option c.',
  ]);
  cases('a answer-is', [
    'The correct option is a.',
    'The answer is a',
    'The answer is (a) a green car',
    'Answer: A',
    'So the answer is a.',
    '(a) is the right answer',
    'The answer is a because it is green',
  ]);
});

describe("the option's text", () => {
  cases('c option-text', [
    'a red car',
    'A red car.',
    'red car',
    'The red car',
    '"A red car"',
    '**a red car**',
    'The answer is a red car.',
    'Answer: a red car',
    'The answer is: the red car',
    'It is a red car.',
    'The image shows a red car.',
    'There is a red car in the video.',
    '<answer>a red car</answer>',
    '\\boxed{\\text{a red car}}',
    '{"answer": "a red car"}',
    'A RED CAR',
    'a  red\ncar',
    'The correct answer is a red car, which is parked.',
  ]);
  cases('e option-text', ['two dogs', 'The video shows two dogs.']);
});

describe('nothing that can be read', () => {
  cases('empty', ['', ' \n\t', '\u3000']);
  cases('unparsable', [
    'None of the above',
    'Cannot determine',
    "I'm sorry, but I cannot answer that.",
    'A person drives B',
    'A car',
    'The',
    '.',
    '**',
    '1',
    '3',
    'I see a man.',
    'So a man walks.',
    'Therefore, I, for one, see nothing.',
    'a man walks',
    'It is e.g. a truck',
    'There is no red car.',
    'not a red car',
    'The answer is not c.',
    'The answer is a yellow car.',
    '<think>the answer is c, but wait',
    '<think>c</think>',
    '{"answer": ""}',
    'The options are given below.',
    'Which option is correct?',
    "Answer with the option's letter from the given choices directly.",
    '我不知道',
    '🚗',
    'Yes',
    "b's car",
    'The car with plates C 123',
    '\ud800',
  ]);
  cases('not-offered', [
    'j',
    'J.',
    '(g)',
    'The answer is h',
    'Answer: z',
    'I think the answer is J',
    'I',
    '<answer>K</answer>',
  ]);
});

describe('several answers', () => {
  cases('ambiguous', [
    'a or b',
    'A, B',
    'a/b',
    'a and c',
    'Either b or c',
    'b\nc',
    'The answer is b or c',
    'The answer is c or maybe b',
    'The answer is a or b.',
    'Answer: b, c',
    '(a) or (b)',
    'a green car or a blue car',
    'The answer is a red car or a blue car.',
    'a. a green car\nb. a blue car\nc. a red car',
    'The answer is b. The answer is c.',
    'b. a red car',
    '(b) a red car',
    'The answer is (b) a red car.',
    'C. a red car\nThe answer is b.',
    '<answer>a</answer> <answer>b</answer>',
    'There is a red car and a blue car.',
    'Option b or option c',
  ]);
});
