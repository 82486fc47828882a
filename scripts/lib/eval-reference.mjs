import { InvalidArgumentError, Option } from 'commander';
import { UsageError } from './option-values.mjs';

/** The reference harness's names of options that exist here under another one (PROTOCOL: its command line). */
const renamed = {
  '--question_file': '--question-file',
  '--video_dir': '--video-dir',
  '--image_dir': '--image-dir',
  '--output_file': '--output-file',
  '--model_path': '--model',
  '--nframes': '--frames',
};

/**
 * Spells renamed options the way they are called here; values stay as they are.
 * @param {readonly string[]} argv
 */
export const canonicalArguments = (argv) =>
  argv.map((argument) => {
    const [name = '', ...value] = argument.split('=');
    const own = /** @type {Record<string, string>} */ (renamed)[name];
    return own === undefined ? argument : [own, ...value].join('=');
  });

/** @param {string} text Python's and the shell's ways to say it */
function readBoolean(text) {
  if (/^(true|1|yes)$/i.test(text)) return true;
  if (/^(false|0|no)$/i.test(text)) return false;
  throw new InvalidArgumentError('It is true or false.');
}

/** @param {string} text `(w, h)` @returns {{width: number, height: number}} pixels */
function readResolution(text) {
  const [, width, height] = /^\s*[([]?\s*(\d+)\s*,\s*(\d+)\s*[)\]]?\s*$/.exec(text) ?? [];
  if (width === undefined || height === undefined)
    throw new InvalidArgumentError('It is written "(width, height)", for example "(256, 144)".');
  const size = { width: Number(width), height: Number(height) };
  if (size.width < 1 || size.height < 8 || size.height > 4320)
    throw new InvalidArgumentError('The height is from 8 to 4320 pixels.');
  return size;
}

/** Options of the reference harness that say in another way what options here say. */
export const referenceOptions = () => [
  new Option('--has_image <boolean>').argParser(readBoolean),
  new Option('--image_pos <place>').choices(['before', 'after']),
  new Option('--target_resolution <size>').argParser(readResolution),
  new Option('--keep_aspect_ratio [boolean]').argParser(readBoolean),
  new Option('--model_name <name>'),
];

/**
 * Takes the value that an own option or the reference's spelling gives; both may be given when they agree.
 * @template T
 * @param {T | undefined} own
 * @param {T | undefined} translated
 * @param {string} names
 * @returns {T | undefined}
 */
function agreed(own, translated, names) {
  if (own !== undefined && translated !== undefined && own !== translated)
    throw new UsageError(`${names} contradict each other: ${own} and ${translated}.`);
  return own ?? translated;
}

/**
 * Merges the reference harness's spellings with the options here.
 * @param {Record<string, any>} given the parsed options
 * @returns {{height: 'native' | number | undefined, order: string | undefined, condition: string | undefined, notes: string[]}}
 * @throws UsageError when they contradict each other
 */
export function fromReference(given) {
  const {
    has_image: hasImage,
    image_pos: place,
    target_resolution: size,
    keep_aspect_ratio: keepAspectRatio,
    model_name: modelName,
  } = given;
  const { condition } = given;
  if (hasImage === true && (condition === 'image-masked' || condition === 'text-only'))
    throw new UsageError(`--has_image true and --condition ${condition} contradict each other.`);
  // Without the image, text-only says more than --has_image false does and does not contradict it.
  const masked = hasImage === false && condition !== 'text-only' ? 'image-masked' : undefined;
  const notes = [];
  if (size !== undefined && !keepAspectRatio)
    notes.push(
      `--target_resolution: frames are scaled to ${size.height} pixels in height and keep their shape, so a video that is ` +
        `not ${size.width}:${size.height} is not stretched to it as the reference harness would do.`,
    );
  if (modelName !== undefined)
    notes.push(`--model_name ${modelName} has no effect: the model is read from its own files.`);
  const first = { before: 'image-first', after: 'video-first' };
  return {
    height: agreed(given['height'], size?.height, '--height and --target_resolution'),
    order: agreed(
      given['order'],
      place === undefined ? undefined : first[/** @type {keyof typeof first} */ (place)],
      '--order and --image_pos',
    ),
    condition: agreed(condition, masked, '--condition and --has_image'),
    notes,
  };
}
