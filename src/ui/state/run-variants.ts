import {
  AppError,
  type Dataset,
  type MediaMatch,
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
  type LeftOut,
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
  readonly onLeftOut: (one: LeftOut) => void;
  /** Told what the visitor should know of how it is run. */
  readonly onNote: (note: string) => void;
}

/** Tokens of the longest prompt where none could be counted. */
const usualTokens = 4096;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * Runs variants of a model on the same questions: those that fit into memory together share the decoded frames.
 * @returns whether all came to their end
 * @throws AppError where the reference cannot be loaded, `context-exceeded`, `cancelled`
 */
export async function runVariants(
  wish: VariantsWish,
  tools: VariantsTools,
  signal: AbortSignal,
): Promise<boolean> {
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
    if (passes.length > 1)
      tools.onNote(
        `Together these exports would take about ${gigabytes(memory.reduce((a, b) => a + b))}, and ${gigabytes(most)} should do here: they run in ${passes.length} passes, and frames are decoded anew in each.`,
      );
    for (const pass of passes) {
      const some = pass.flatMap((index) => variants[index] ?? []);
      const loaded = await models.loadAll(some, signal);
      const status = await runPass(loaded, { ...wish, protocol }, place, tools, signal);
      if (status !== 'finished') return false;
      place += loaded.length;
      models.end(some);
    }
    return true;
  } finally {
    models.end();
  }
}

/** @param place of the first in the group */
async function runPass(
  loaded: readonly LoadedVariant[],
  wish: VariantsWish,
  place: number,
  { control, model: slot }: VariantsTools,
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
