import {
  classifyFiles,
  matchMedia,
  parseMediaCsv,
  readGiven,
  unpackZips,
  type ListedVideo,
} from '../../dataset/index.js';
import {
  asAppError,
  type Dataset,
  type MediaFile,
  type MediaMatch,
  type SideTable,
  type StoredLog,
  type StoredResults,
} from '../../domain/index.js';
import {
  isModelZip,
  missingExternalData,
  modelFilesFromFolder,
  modelFilesFromZip,
  type MissingData,
  type ModelFiles,
} from '../../model/index.js';

const noMatch: MediaMatch = {
  videos: new Map(),
  images: new Map(),
  videoWays: new Map(),
  imageWays: new Map(),
  duplicates: [],
  missingVideos: [],
  missingImages: [],
};

/** Somebody's media.csv, to check one's own copies against. */
export interface GivenMediaList {
  readonly name: string;
  readonly rows: readonly ListedVideo[];
}

/**
 * What the visitor has given so far: files may come several times and in any order. Nothing is read but
 * tables and zips; media stay where they are.
 */
export class Inputs {
  #files: readonly MediaFile[] = $state.raw([]);
  #reads = 0;
  dataset: Dataset | null = $state.raw(null);
  /** Slices the reports on the data set. */
  sideTable: SideTable | null = $state.raw(null);
  mediaList: GivenMediaList | null = $state.raw(null);
  /** Logs, and results of other tools, that came last, to be made runs of. */
  #logs: StoredLog[] = [];
  #results: StoredResults[] = [];
  modelFolder: ModelFiles | null = $state.raw(null);
  /** Files that the model's ONNX files take weights from, and that were not given. */
  modelLacks: readonly MissingData[] = $state.raw([]);
  isDemo = $state(false);
  reading = $state(false);
  /** Tables that hold nothing known here, beside a question file that does. */
  notTables: readonly MediaFile[] = $state.raw([]);
  /** What is wrong with something given; each names its file. */
  errors: readonly string[] = $state.raw([]);

  readonly sorted = $derived.by(() => classifyFiles(this.#files));
  readonly media: MediaMatch = $derived.by(() =>
    this.dataset
      ? matchMedia(this.dataset, [...this.sorted.videos, ...this.sorted.images])
      : noMatch,
  );

  /** Adds files to those already given; files given before keep their place. */
  async add(given: readonly MediaFile[]): Promise<void> {
    if (given.length === 0) return;
    if (this.isDemo) this.clear();
    await this.#whileReading(async () => {
      const { questions: tables, archives } = classifyFiles(given);
      // Media do not mend what was wrong with a table.
      if (tables.length + archives.length > 0) this.errors = [];
      const { files, problems } = await unpackZips(await this.#takeModelZips(given));
      this.errors = [...this.errors, ...problems];
      // A file given again takes the place of the earlier one: it may have been mended.
      const byPath = Object.fromEntries(
        [...this.#files, ...files].map((file) => [file.path, file]),
      );
      this.#files = Object.values(byPath);
      const { questions, modelFiles } = classifyFiles(files);
      if (modelFiles.length > 0) this.addModelFolder(modelFiles);
      await this.#readAll(questions);
    });
  }

  /** The shipped data set in place of whatever was given. */
  async useDemo(files: readonly MediaFile[]): Promise<void> {
    this.clear();
    this.#files = files;
    this.isDemo = true;
    const { questions } = classifyFiles(files);
    await this.#whileReading(() => this.#readAll(questions));
  }

  addModelFolder(files: readonly MediaFile[]): void {
    try {
      this.#useModel(modelFilesFromFolder(files));
    } catch (thrown) {
      this.#wrong(thrown);
    }
  }

  async addModelZip(zip: File): Promise<void> {
    try {
      this.#useModel(await modelFilesFromZip(zip));
    } catch (thrown) {
      this.#wrong(thrown);
    }
  }

  #useModel(model: ModelFiles): void {
    this.modelFolder = model;
    this.modelLacks = [];
    void missingExternalData(model).then((missing) => {
      if (this.modelFolder === model) this.modelLacks = missing;
    });
  }

  /** @returns the files that are no zip of a model */
  async #takeModelZips(given: readonly MediaFile[]): Promise<MediaFile[]> {
    const others: MediaFile[] = [];
    for (const one of given)
      if (/\.zip$/i.test(one.name) && (await isModelZip(one.file)))
        await this.addModelZip(one.file);
      else others.push(one);
    return others;
  }

  clear(): void {
    this.#files = [];
    this.dataset = null;
    this.sideTable = null;
    this.mediaList = null;
    this.notTables = [];
    this.isDemo = false;
    this.errors = [];
  }

  /** Hands over the logs that came since the last call. */
  takeLogs(): StoredLog[] {
    return this.#logs.splice(0);
  }

  /** Hands over the results that came since the last call. */
  takeResults(): StoredResults[] {
    return this.#results.splice(0);
  }

  get fileCount(): number {
    return this.#files.length;
  }

  async #readAll(tables: readonly MediaFile[]): Promise<void> {
    const strange: { table: MediaFile; why: string }[] = [];
    for (const table of tables) {
      const why = await this.#read(table);
      if (why !== null) strange.push({ table, why });
    }
    // Any folder may hold some other table: that is only wrong where the questions were meant.
    if (this.dataset) this.notTables = [...this.notTables, ...strange.map(({ table }) => table)];
    else this.errors = [...this.errors, ...strange.map(({ why }) => why)];
  }

  /** @returns why it is of no use, or null */
  async #read({ file, name }: MediaFile): Promise<string | null> {
    try {
      const given = await readGiven(file);
      switch (given.kind) {
        case 'questions':
          this.dataset = given.dataset;
          break;
        case 'log':
          this.#logs.push(given.log);
          break;
        case 'results':
          this.#results.push(given.results);
          break;
        case 'side-table':
          this.sideTable = given.table;
          break;
        case 'media-list': {
          const { rows, problems } = parseMediaCsv(await given.file.text());
          this.mediaList = { name, rows };
          const told = problems.map(({ line, message }) => `${name}, line ${line}: ${message}`);
          this.errors = [...this.errors, ...told];
          break;
        }
        case 'unknown':
          return given.why.message;
      }
    } catch (thrown) {
      this.#wrong(thrown);
    }
    return null;
  }

  #wrong(thrown: unknown): void {
    this.errors = [...this.errors, asAppError(thrown, 'invalid-dataset').message];
  }

  /** Several may overlap: the last to end says so. */
  async #whileReading(work: () => Promise<void>): Promise<void> {
    this.#reads++;
    this.reading = true;
    try {
      await work();
    } finally {
      this.reading = --this.#reads > 0;
    }
  }
}
