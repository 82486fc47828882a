import { classifyFiles, matchMedia, parseQuestionFile } from '../../dataset/index.js';
import {
  asAppError,
  type Dataset,
  type MediaFile,
  type MediaMatch,
  type SideTable,
} from '../../domain/index.js';
import { modelFilesFromFolder, type ModelFiles } from '../../model/index.js';

const noMatch: MediaMatch = {
  videos: new Map(),
  images: new Map(),
  videoWays: new Map(),
  imageWays: new Map(),
  duplicates: [],
  missingVideos: [],
  missingImages: [],
};

/**
 * What the visitor has given so far: files may come several times and in any order. Nothing is read but
 * the question file; media stay where they are.
 */
export class Inputs {
  #files: readonly MediaFile[] = $state.raw([]);
  #questionFile: MediaFile | null = $state.raw(null);
  dataset: Dataset | null = $state.raw(null);
  /** Slices the reports on the data set. */
  sideTable: SideTable | null = $state.raw(null);
  modelFolder: ModelFiles | null = $state.raw(null);
  isDemo = $state(false);
  reading = $state(false);
  /** What is wrong with something given; each names its file. */
  errors: readonly string[] = $state.raw([]);

  readonly sorted = $derived.by(() => classifyFiles(this.#files));
  readonly media: MediaMatch = $derived.by(() =>
    this.dataset
      ? matchMedia(this.dataset, [...this.sorted.videos, ...this.sorted.images])
      : noMatch,
  );

  /** Adds files to those already given; files given before keep their place. */
  async add(files: readonly MediaFile[]): Promise<void> {
    if (files.length === 0) return;
    if (this.isDemo) this.clear();
    // A file given again takes the place of the earlier one: it may have been mended.
    const byPath = Object.fromEntries([...this.#files, ...files].map((file) => [file.path, file]));
    this.#files = Object.values(byPath);
    const { questions, modelFiles } = classifyFiles(files);
    if (modelFiles.length > 0) this.addModelFolder(modelFiles);
    const newest = questions.at(-1);
    if (newest) await this.#read(newest);
  }

  /** The shipped data set in place of whatever was given. */
  async useDemo(files: readonly MediaFile[]): Promise<void> {
    this.clear();
    this.#files = files;
    this.isDemo = true;
    const { questions } = classifyFiles(files);
    if (questions[0]) await this.#read(questions[0]);
  }

  addModelFolder(files: readonly MediaFile[]): void {
    try {
      this.modelFolder = modelFilesFromFolder(files);
    } catch (thrown) {
      this.errors = [...this.errors, asAppError(thrown).message];
    }
  }

  clear(): void {
    this.#files = [];
    this.#questionFile = null;
    this.dataset = null;
    this.sideTable = null;
    this.isDemo = false;
    this.errors = [];
  }

  get fileCount(): number {
    return this.#files.length;
  }

  async #read(questionFile: MediaFile): Promise<void> {
    this.reading = true;
    this.errors = [];
    this.#questionFile = questionFile;
    try {
      const dataset = await parseQuestionFile(questionFile.file);
      // A later file may have overtaken this one.
      if (this.#questionFile === questionFile) this.dataset = dataset;
    } catch (thrown) {
      this.errors = [...this.errors, asAppError(thrown, 'invalid-dataset').message];
    } finally {
      this.reading = false;
    }
  }
}
