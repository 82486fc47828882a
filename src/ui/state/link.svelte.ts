import type { Run } from '../../domain/index.js';
import { readDtypes } from '../../model/index.js';
import type { HubModels } from './hub-models.svelte.js';
import type { Inputs } from './inputs.svelte.js';
import {
  readFragment,
  toFragment,
  type LinkedModel,
  type LinkedSetup,
  type ReadLink,
} from './settings-link.js';
import { chosenHubModel, hubChoice, type ModelChoice, type Settings } from './settings.svelte.js';

/** Something that who opened a link should know. */
export interface LinkNote {
  readonly text: string;
  /** Whether it speaks against comparing figures. */
  readonly isWarning: boolean;
}

const short = (hash: string): string => hash.slice(0, 12);

/** The link that the page was opened by, and links to how it is set up: never data, and nothing is fetched for one. */
export class LinkState {
  readonly #inputs: Inputs;
  readonly #settings: Settings;
  readonly #hub: HubModels;
  #link: ReadLink | null = $state.raw(null);
  /** An address that ends in something else. */
  #strange = $state(false);

  constructor(inputs: Inputs, settings: Settings, hub: HubModels) {
    this.#inputs = inputs;
    this.#settings = settings;
    this.#hub = hub;
  }

  /** What is to be known of the link that was opened; nothing where none was. */
  readonly notes: readonly LinkNote[] = $derived.by(() => {
    const plain = (text: string): LinkNote => ({ text, isWarning: false });
    if (this.#strange)
      return [plain('The end of this address (behind #) is no link of this page: it was ignored.')];
    if (!this.#link) return [];
    const { remarks, questions, model } = this.#link;
    return [
      ...(questions === null ? [] : [this.#questionsNote(questions)]),
      ...(model === null ? [] : [this.#modelNote(model)]),
      ...remarks.map(plain),
    ];
  });

  /** The fragment of a link to how the page is set up; null while a setting is wrong. */
  readonly ofSettings: string | null = $derived.by(() => {
    const settings = this.#settings;
    if (settings.problems.length > 0) return null;
    const { protocol, tokenLimit, dtypes, model } = settings;
    const questions = this.#inputs.dataset?.sha256 ?? null;
    return toFragment({ protocol, tokenLimit, dtypes, questions, model: modelOf(model) });
  });

  /** Sets the page up as a link says. @param hash of an address, with its `#` */
  open(hash: string): void {
    const fragment = hash.replace(/^#/, '');
    const link = readFragment(fragment);
    this.#link = link;
    this.#strange = fragment !== '' && link === null;
    if (!link) return;
    const settings = this.#settings;
    settings.reset();
    if (link.settings.prompt) settings.choosePrompt(link.settings.prompt);
    Object.assign(settings, link.settings);
    if (link.model) this.#chooseModel(link.model);
  }

  #chooseModel(model: LinkedModel): void {
    if (typeof model === 'string') {
      this.#settings.model = model;
      return;
    }
    this.#hub.choose(model);
    const isKept = this.#hub.kept.some(
      ({ id, revision, complete }) => complete && id === model.id && revision === model.revision,
    );
    // Never another model under the link's protocol: there is no folder until one is given.
    this.#settings.model = isKept ? hubChoice(model) : 'folder';
  }

  #questionsNote(expected: string): LinkNote {
    const { dataset } = this.#inputs;
    if (!dataset)
      return {
        text: `This link is for the question file with the SHA-256 ${short(expected)}…: give it, with its videos and images.`,
        isWarning: false,
      };
    const same = dataset.sha256 === expected;
    return {
      text: same
        ? `${dataset.name} is the question file that the link is for.`
        : `${dataset.name} (SHA-256 ${short(dataset.sha256)}…) is another question file than the link's (${short(expected)}…): figures on it do not compare with the link's.`,
      isWarning: !same,
    };
  }

  #modelNote(model: LinkedModel): LinkNote {
    const { model: chosen } = this.#settings;
    if (model === 'folder')
      return { text: 'The model of this link is a folder of files: choose it.', isWarning: false };
    const name = model === 'demo' ? 'the demo model' : `${model.id} at ${short(model.revision)}`;
    if (chosen === (model === 'demo' ? model : hubChoice(model)))
      return { text: `The model is the link's: ${name}.`, isWarning: false };
    return {
      text: `The link's model is ${name}, and it is not chosen. ${model === 'demo' ? 'Choose it.' : 'Download it under “Models from the Hugging Face hub”, where it is filled in: nothing is fetched before you press the button.'}`,
      isWarning: true,
    };
  }
}

const modelOf = (choice: ModelChoice): LinkedModel =>
  choice === 'demo' || choice === 'folder' ? choice : (chosenHubModel(choice) ?? 'folder');

/** What a link to a run's set-up carries; null for one that was not made here. */
export function setupOfRun({ manifest }: Run): LinkedSetup | null {
  const { protocol, model, dataset, imported } = manifest;
  if (imported) return null;
  const { id, source, revision } = model;
  const isOfHub = source === 'hub' && revision !== null;
  return {
    protocol,
    tokenLimit: null,
    model: isOfHub ? { id, revision } : source === 'demo' ? 'demo' : 'folder',
    dtypes: readDtypes(model.dtype) ?? 'auto',
    questions: dataset.sha256,
  };
}
