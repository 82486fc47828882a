import {
  AppError,
  type Dataset,
  type ExportCheck,
  type MediaFile,
  type NotRun,
  type Protocol,
  type Provider,
  type Run,
  type RunGroup,
} from '../../domain/index.js';
import {
  asksForDynamic,
  dtypes as allDtypes,
  dtypesOf,
  modelFilesFromFolder,
  planVariants,
  readMachine,
  type Dtype,
  type ExportWish,
  type Machine,
  type ModelFiles,
} from '../../model/index.js';
import { checkExports } from '../../scoring/index.js';
import type { Store } from '../../store/index.js';
import { followGroup, type GroupPhase, type ShownGroup } from './follow-group.js';
import { groupsOf, readGroup, type RunsOfGroup } from './grouped-runs.js';
import type { Inputs } from './inputs.svelte.js';
import type { ModelSlot } from './model-slot.svelte.js';
import type { RunControl } from './run-control.svelte.js';
import { runVariants } from './run-variants.js';
import { whole, type Settings } from './settings.svelte.js';
import type { Shelf } from './shelf.svelte.js';

/** What an export check works with. */
export interface ExportCheckTools {
  readonly inputs: Inputs;
  readonly settings: Settings;
  readonly model: ModelSlot;
  readonly control: RunControl;
  readonly shelf: Shelf;
  readonly store: Promise<Store>;
}

/** A check with the runs that it was made from. */
export interface OpenExportCheck {
  readonly group: RunGroup;
  readonly check: ExportCheck;
  /** The reference's first. */
  readonly runs: readonly Run[];
  readonly dataset: Dataset;
}

const usually: readonly Dtype[] = ['fp32', 'q8', 'q4'];

/** Several exports of a model under one protocol: which are wanted, how far it is, and what was found. */
export class ExportCheckState implements ShownGroup {
  readonly #tools: ExportCheckTools;
  #looks = 0;
  /** Number formats by whether they are wanted. */
  wanted: Record<Dtype, boolean> = $state(
    Object.fromEntries(allDtypes.map((dtype) => [dtype, usually.includes(dtype)])) as Record<
      Dtype,
      boolean
    >,
  );
  /** What the others are compared with. */
  reference: Dtype = $state('fp32');
  /** Whether each session of another format is run alone, too. */
  eachSession = $state(false);
  /** On wasm and WebGPU; else where runs are made. */
  onBoth = $state(false);
  questions: number | null = $state(50);
  /** Another export, run in the same number formats. */
  second: ModelFiles | null = $state.raw(null);
  /** Whether its panel is open. */
  unfolded = $state(false);
  /** Formats that the chosen model has files in; null: not known. */
  available: readonly Dtype[] | null = $state.raw(null);
  phase: GroupPhase = $state('idle');
  notRun: readonly NotRun[] = $state.raw([]);
  note = $state('');
  open: OpenExportCheck | null = $state.raw(null);

  constructor(tools: ExportCheckTools) {
    this.#tools = tools;
  }

  readonly problems: readonly string[] = $derived.by(() => [
    ...whole(this.questions, 'Questions of an export check', 1, 10_000_000),
    ...(this.wanted[this.reference] ? [] : ['The reference must be one of the number formats.']),
  ]);

  /** Export checks that are stored, the newest first. */
  readonly stored: readonly RunsOfGroup[] = $derived.by(() =>
    groupsOf(this.#tools.shelf.runs, 'export-check'),
  );

  /** Finds out which formats the chosen model has files in. */
  async look(): Promise<void> {
    const { model, settings, inputs } = this.#tools;
    const look = ++this.#looks;
    const files = await model.open(settings, inputs.modelFolder).catch(() => null);
    // Another look was begun meanwhile.
    if (look === this.#looks) this.available = files && dtypesOf(files);
  }

  /** @throws AppError `corrupt-model` where the folder holds no model */
  addSecond(files: readonly MediaFile[]): void {
    this.second = modelFilesFromFolder(files);
  }

  /**
   * Runs the variants and compares them. What was answered is stored, and compared however it ends.
   * @throws AppError where nothing can be run, and as `runVariants`
   */
  async run(signal: AbortSignal): Promise<void> {
    const group = { id: crypto.randomUUID(), name: 'Export check' };
    this.note = '';
    await followGroup(this, group.id, this.#tools, () => this.#run(group, signal));
  }

  /** Goes on with runs of a check that are not finished. @param work executes them */
  async resume(id: string, work: () => Promise<void>): Promise<void> {
    this.note = '';
    await followGroup(this, id, this.#tools, work);
  }

  /**
   * Compares what is stored of a check; nothing where nothing is.
   * @throws AppError `unexpected` when its questions are not stored
   */
  async show(id: string): Promise<void> {
    const found = await readGroup(await this.#tools.store, id);
    if (!found) return;
    const { group, dataset, members } = found;
    const [reference, ...variants] = members;
    const check = checkExports(dataset.samples, reference, variants);
    this.notRun = group.notRun ?? [];
    this.open = { group, runs: members.map(({ run }) => run), dataset, check };
  }

  async #run(group: Pick<RunGroup, 'id' | 'name'>, signal: AbortSignal): Promise<void> {
    const { inputs, settings, model } = this.#tools;
    const { dataset, media, isDemo } = inputs;
    if (!dataset) throw new AppError('invalid-dataset', 'Give a question file first.');
    const files = await model.open(settings, inputs.modelFolder, signal);
    const machine = await this.#machine();
    const { variants, leftOut } = planVariants(this.#wishes(files, machine), {
      eachSession: this.eachSession,
      halfFloats: machine.halfFloats,
    });
    this.notRun = leftOut;
    if (variants.length === 1)
      throw new AppError(
        'corrupt-model',
        `A check compares two exports or more, and of ${files.id} there is only ${variants[0].name} to run. ${leftOut.map(({ why }) => why).join(' ')}`.trimEnd(),
      );
    const protocol: Protocol = { ...settings.protocol, scoring: 'letters', limit: this.questions };
    const { tokenLimit } = settings;
    const demo = isDemo && settings.model === 'demo';
    await runVariants(
      { dataset, media, protocol, tokenLimit, variants, machine, group, demo },
      {
        ...this.#tools,
        onLeftOut: (one) => {
          this.notRun = [...this.notRun, one];
        },
        notRun: () => this.notRun,
        onNote: (note) => {
          this.note = note;
        },
      },
      signal,
    );
  }

  /** Where `auto` goes is settled once for all, so that only the exports differ: not on a GPU where q8 is among them. */
  #machine(): Promise<Machine> {
    const dynamic = allDtypes.find((dtype) => this.wanted[dtype] && asksForDynamic(dtype));
    const device = this.onBoth ? 'webgpu' : this.#tools.settings.device;
    return readMachine(device, dynamic ?? this.reference);
  }

  #wishes(files: ModelFiles, machine: Machine): [ExportWish, ...ExportWish[]] {
    const { device } = this.#tools.settings;
    const providers: readonly Provider[] = this.onBoth
      ? ['wasm', 'webgpu']
      : [device === 'auto' ? machine.provider : device];
    const { reference } = this;
    const formats = [
      reference,
      ...allDtypes.filter((one) => one !== reference && this.wanted[one]),
    ];
    const models = this.second ? [files, this.second] : [files];
    const wishes = providers.flatMap((provider) =>
      models.flatMap((of) => formats.map((dtype) => ({ files: of, provider, dtype }))),
    );
    const [first, ...others] = wishes;
    if (!first) throw new AppError('unexpected', 'No export is wanted.');
    return [first, ...others];
  }
}
