import { Command } from 'commander';
import { dtypeOption } from './dtype-option.mjs';
import { referenceOptions } from './eval-reference.mjs';
import { wordingOptions } from './eval-wording.mjs';
import { exportCheckOptions } from './export-check-option.mjs';
import { exportOption } from './export-option.mjs';
import {
  decoderOption,
  framesOption,
  heightOption,
  oneOf,
  samplingOption,
  whole,
} from './option-values.mjs';
import { repeatOptions } from './repeat-option.mjs';
import { suiteOptions } from './suite-option.mjs';

/** The terminal runner's options, as commander knows them; it throws instead of ending the process. */
export function evalCommand() {
  const program = new Command('npm run eval --')
    .description(
      'Evaluates a model with the built page, driven in a headless Chromium: the page computes, here as in a browser.',
    )
    .usage(
      '--demo [options]\n       npm run eval -- --question-file F --video-dir D --image-dir D --model FOLDER [options]',
    )
    .option(
      '--demo',
      'the shipped demo data set (and the demo model, unless --model names another)',
    )
    .option('--question-file <file>', 'questions in the IV-Bench format')
    .option('--video-dir <folder>', 'videos, named by their ids')
    .option('--image-dir <folder>', 'query images')
    .option('--side-table <file>', 'values by video id, whose columns slice the report')
    .option(
      '--model <model>',
      'a folder of model files (config.json, tokenizer, onnx/), a zip of one, a model of the hub (ORG/NAME or ORG/NAME@REVISION), or demo',
    )
    .option(
      '--cache <folder>',
      'keeps models of the hub between commands, one command at a time (default: each downloads anew)',
    )
    .addOption(dtypeOption())
    .addOption(oneOf('--device <device>', 'where it runs', ['auto', 'webgpu', 'wasm'], 'auto'))
    .addOption(decoderOption())
    .addOption(framesOption())
    .addOption(heightOption())
    .addOption(samplingOption())
    .addOption(
      oneOf(
        '--frame-input <how>',
        'each frame as an image, or two as one moment of video (Qwen-VL; half the tokens)',
        ['images', 'video-pairs'],
        'images',
      ),
    )
    .addOption(
      oneOf('--order <order>', 'what comes first, by default video-first', [
        'video-first',
        'image-first',
      ]),
    )
    .addOption(
      oneOf('--condition <condition>', 'what the model is given, by default full', [
        'full',
        'image-masked',
        'video-masked',
        'text-only',
        'frames-shuffled',
      ]),
    )
    .option('--no-timestamps', 'label frames with their numbers instead of their times')
    .option(
      '--image-splitting',
      "split the query image into tiles, where the model's processor does",
    )
    .option(
      '--seed <s>',
      'seeds option order and the choice of a limited set',
      whole('It', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      0,
    )
    .option(
      '--rotations <k>',
      'cyclic option orders each question is asked in',
      whole('It', 1, 10),
      1,
    )
    .option('--limit <n>', 'ask only n questions, chosen by the seed', whole('It', 1, 10_000_000))
    .addOption(
      oneOf(
        '--subset <how>',
        'how a limited set is chosen: by questions; so that each task keeps its share; as whole videos (less work, wider intervals)',
        ['questions', 'stratified', 'videos'],
        'questions',
      ),
    )
    .option('--task <task>', 'ask the questions of one task only, as the question file spells it')
    .option('--output-file <file>', "results in the reference harness's format (JSONL)")
    .option('--log <file>', 'one JSON object an answer, with all that led to it (JSONL)')
    .option('--report <file>', "aggregates and the run's manifest (JSON)")
    .addOption(exportOption())
    .addHelpText('after', help)
    .allowExcessArguments(false)
    .exitOverride();
  const further = [wordingOptions(), repeatOptions(), suiteOptions(), exportCheckOptions()];
  for (const option of further.flat()) program.addOption(option);
  for (const option of referenceOptions()) program.addOption(option.hideHelp());
  return program;
}

const help = `
Output files are written whole when the run ends, every few minutes before that, and when it is interrupted.
An existing file is replaced. --export model-index=FILE, a model card's block, is written of whole runs only, with at most
2 % unscored: where it is refused, the exit code is 1.

The reference harness's spellings are understood, too: --question_file, --video_dir, --image_dir, --output_file,
--model_path (--model), --nframes (--frames), --has_image false (--condition image-masked), --image_pos before|after
(--order image-first|video-first), --target_resolution "(w, h)" (--height h), --keep_aspect_ratio, --model_name.

--config repeats a run of this tool under its protocol, with its model (a folder is named again: --model) and number format,
where it ran. The question file must be the same; options beside it take the place of the run's, and are said. --verify asks
questions of a log again under its protocol and compares: it says how many letters are the same, how far log-probabilities lie
apart, and what it was made with that differs; --report writes that (JSON). Its exit code is 0 when all letters are the same.

--rescore LOG reads the generated texts of a log again by another parser, without a model: --rescore LOG --help tells more.

Environment: HF_ENDPOINT names a mirror of https://huggingface.co; CHROMIUM names the browser's program; IVBENCH_CHROMIUM_ARGS adds arguments to it, separated by spaces.
Exit codes: 0 the run finished, 1 it failed (--verify: or letters differ), 2 wrong usage, 130 it was interrupted.`;
