import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import {
  outputArguments,
  readLog,
  readReport,
  readResults,
  runEval,
  temporaryFolder,
} from './run-eval.js';

/** A folder with a question file of the given text and empty media folders. */
function ownData(text: string) {
  const folder = temporaryFolder();
  const questions = path.join(folder, 'questions.jsonl');
  writeFileSync(questions, text);
  for (const name of ['videos', 'images']) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'other.txt'), 'neither video nor image');
  }
  const media = [
    '--video-dir',
    path.join(folder, 'videos'),
    '--image-dir',
    path.join(folder, 'images'),
  ];
  return ['--question-file', questions, ...media, '--model', 'demo'];
}

const question =
  '{"v1": [{"data_id": 1, "image_name": "a.png", "question": "What?", "question_type": "Counting", ' +
  '"granularity": "Whole Video", "answer": "1", "answer_location": "Whole video", "distractors": ["2", "3"]}]}\n';

describe('the terminal runner ends with', () => {
  test('exit code 2 and the reason on wrong usage', async () => {
    const { code, output, folder } = await runEval('--demo', '--parser', 'standard');
    expect([code, readdirSync(folder)]).toEqual([2, []]);
    expect(output).toContain('--parser is for generated text');
  });

  test('exit code 1 and the name of a question file that holds none', async () => {
    const { code, output } = await runEval(...ownData('not a question file\n'));
    expect([code, output]).toEqual([1, expect.stringContaining('questions.jsonl')]);
  });

  test('exit code 1 when all media are missing, with their number', async () => {
    const { code, output } = await runEval(...ownData(question));
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('missing: 1 videos, 1 query images'),
    ]);
  });

  test('exit code 1 and what is wrong with a model folder', async () => {
    const model = temporaryFolder();
    writeFileSync(path.join(model, 'config.json'), '{"model_type": "bert"}');
    const { code, output } = await runEval('--demo', '--limit', '1', '--model', model);
    expect([code, output]).toEqual([1, expect.stringMatching(/model/i)]);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

test('Ctrl-C in the middle of a run leaves valid files with what was answered', async () => {
  const folder = temporaryFolder();
  const script = path.join(root, 'scripts', 'eval.mjs');
  // Ten option orders make it long enough to be interrupted.
  const args = [script, '--demo', '--rotations', '10', ...outputArguments(folder)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const answered = new Promise<void>((resolve) => {
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
      if (/[1-9]\d*\/1500/.test(output)) resolve();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
  });
  await Promise.race([answered, ended]);
  child.kill('SIGINT');
  expect(await ended, output).toBe(130);
  const log = readLog(folder);
  expect(log.length).toBeGreaterThan(0);
  expect(log.length).toBeLessThan(1500);
  expect(readResults(folder).at(-1)).toHaveProperty('total');
  expect(readReport(folder)).toBeTypeOf('object');
  expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  expect(existsSync(path.join(folder, 'results.jsonl'))).toBe(true);
});

test('npm start serves the built page, isolated and under its policy, and prints its address', async () => {
  const script = path.join(root, 'scripts', 'start.mjs');
  const child = spawn(process.execPath, [script, '--no-open', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(chunk.toString()) ?? [];
        if (address) resolve(address);
      });
      child.on('close', () => {
        reject(new Error('npm start ended by itself'));
      });
    });
    const response = await fetch(url);
    expect(await response.text()).toContain('<title>IV-Bench Lab</title>');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  } finally {
    child.kill();
  }
});
