import {
  AppError,
  type Dataset,
  type MediaMatch,
  type NotRun,
  type Protocol,
  type Run,
  type RunGroup,
} from '../../domain/index.js';
import { fitContext, newRun } from '../../evaluation/index.js';
import {
  comfortableMemory,
  inPasses,
  variantMemory,
  type ExportVariant,
  type Machine,
} from '../../model/index.js';
import { versions } from '../versions.js';
import type { ModelSlot } from './model-slot.svelte.js';
import type { RunControl } from './run-control.svelte.js';
import { checkOnce } from './self-checks.js';
import { VariantModels, type LoadedVariant } from './variant-models.js';

/** What an export check asks of which exports. */
export interface VariantsWish {
  readonly dataset: Dataset;
  readonly media: MediaMatch;
  readonly protocol: Protocol;
  readonly tokenLimit: number | null;
  /** The reference first. */
  readonly variants: readonly [ExportVariant, ...ExportVariant[]];
  readonly machine: Machine;
  readonly group: Pick<RunGroup, 'id' | 'name'>;
  readonly demo: boolean;
}

export interface VariantsTools {
  readonly model: ModelSlot;
  readonly control: RunControl;
  readonly onLeftOut: (one: NotRun) => void;
  /** What was left out so far, which is kept with the runs. */
  readonly notRun: () => readonly NotRun[];
  /** Told what the visitor should know of how it is run. */
  readonly onNote: (note: string) => void;
}

/** Tokens of the longest prompt where none could be counted. */
const usualTokens = 4096;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * Runs variants of a model on the same questions: those that fit into memory together share the decoded frames.
 * What was not begun when a pass did not come to its end is left out.
 * @throws AppError where the reference cannot be loaded, `context-exceeded`, `cancelled`
 */
export async function runVariants(
  wish: VariantsWish,
  tools: VariantsTools,
  signal: AbortSignal,
): Promise<void> {
  const { variants, machine } = wish;
  const models = new VariantModels(tools.model, tools.onLeftOut);
  let place = 0;
  try {
    const model = await models.load(variants[0], signal);
    const { decoder } = tools.control;
    const { protocol, tokens } = await fitContext({ ...wish, model, decoder, signal });
    const memory = await Promise.all(
      variants.map((variant) => variantMemory(variant, tokens ?? usualTokens)),
    );
    const most = comfortableMemory(machine);
    const passes = inPasses(memory, most);
    const variantsOf = (pass: readonly number[]) => pass.flatMap((index) => variants[index] ?? []);
    if (passes.length > 1)
      tools.onNote(
        `Together these exports would take about ${gigabytes(memory.reduce((a, b) => a + b))}, and ${gigabytes(most)} should do here: they run in ${passes.length} passes, and frames are decoded anew in each.`,
      );
    for (const [at, pass] of passes.entries()) {
      const some = variantsOf(pass);
      const loaded = await models.loadAll(some, signal);
      const status = await runPass(loaded, { ...wish, protocol }, place, tools, signal);
      if (status !== 'finished') {
        for (const { name } of passes.slice(at + 1).flatMap(variantsOf))
          tools.onLeftOut({ name, why: 'The check ended before it was begun.' });
        return;
      }
      place += loaded.length;
      models.end(some);
    }
  } finally {
    models.end();
  }
}

/** @param place of the first in the group */
async function runPass(
  loaded: readonly LoadedVariant[],
  wish: VariantsWish,
  place: number,
  { control, model: slot, notRun }: VariantsTools,
  signal: AbortSignal,
): Promise<string> {
  const { dataset, media } = wish;
  const models = new Map<string, LoadedVariant>();
  const runs: Run[] = [];
  for (const [i, one] of loaded.entries()) {
    // On a GPU it would take a second model; the check itself compares.
    const selfCheck = one.variant.provider === 'wasm' ? await checkOnce(one.model, signal) : null;
    const run = newRun({ ...wish, model: one.model.info, selfCheck, versions });
    const group: RunGroup = {
      ...wish.group,
      kind: 'export-check',
      role: one.variant.name,
      place: place + i,
      notRun: notRun(),
    };
    runs.push({ ...run, group });
    models.set(run.id, one);
  }
  const [first, ...others] = runs;
  if (!first) return 'finished';
  await control.begin([first, ...others], { dataset, media }, (run, cancelled) => {
    const one = models.get(run.id);
    if (!one) throw new AppError('unexpected', 'A run that is not of this check.');
    if (one.model.alive) return Promise.resolve(one.model);
    const { files, provider: device, dtypes: dtype } = one.variant;
    return slot.loadFiles(files, { device, dtype }, cancelled);
  });
  return control.progress?.status ?? 'finished';
}
