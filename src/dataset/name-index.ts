import type { MediaFile } from '../domain/index.js';

/** Paths in question files are rarely deeper; what is in front is not compared. */
const deepest = 8;

/** macOS gives accented names decomposed, question files mostly composed. */
const segmentsOf = (path: string): string[] =>
  path
    .normalize('NFC')
    .split(/[/\\]/)
    .filter((segment) => segment !== '' && segment !== '.')
    .slice(-deepest);

/** The ends of a path, the longest first: `a/b/c`, `b/c`, `c`. */
export function pathEnds(path: string): string[] {
  const segments = segmentsOf(path);
  return segments.map((_segment, from) => segments.slice(from).join('/'));
}

/** Files by the end of their path, as a way of comparing makes it; made for as many segments as are asked for. */
export class NameIndex {
  readonly #files: readonly MediaFile[];
  readonly #way: (end: string) => string;
  readonly #byDepth = new Map<number, Map<string, MediaFile[]>>();

  constructor(files: readonly MediaFile[], way: (end: string) => string) {
    this.#files = files;
    this.#way = way;
  }

  /** Files whose path ends so, in the order given; several where folders hold the same name. */
  get(end: string): readonly MediaFile[] {
    const depth = end.split('/').length;
    let index = this.#byDepth.get(depth);
    if (!index) this.#byDepth.set(depth, (index = this.#make(depth)));
    return index.get(this.#way(end)) ?? [];
  }

  #make(depth: number): Map<string, MediaFile[]> {
    const index = new Map<string, MediaFile[]>();
    for (const file of this.#files) {
      const segments = segmentsOf(file.path);
      if (segments.length < depth) continue;
      const key = this.#way(segments.slice(-depth).join('/'));
      const others = index.get(key);
      if (others) others.push(file);
      else index.set(key, [file]);
    }
    return index;
  }
}

/**
 * Which ends of the asked paths mean one of them only: `1.png` says nothing where both `a/1.png` and `b/1.png` are
 * asked for. The whole path always means itself.
 */
export function unambiguousEnds(paths: Iterable<string>): (path: string) => string[] {
  const pathOf = new Map<string, string | null>();
  for (const path of new Set(paths))
    for (const end of pathEnds(path)) {
      const other = pathOf.get(end);
      pathOf.set(end, other === undefined || other === path ? path : null);
    }
  return (path) => pathEnds(path).filter((end, at) => at === 0 || pathOf.get(end) === path);
}
