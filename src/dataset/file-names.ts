import { isVideoName, splitName } from './file-kinds.js';

/** The file's name of a path, with either kind of slash. */
export const lastSegment = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** A video's name or path without a video's extension; an id may have dots of its own. */
export const withoutVideoExtension = (path: string): string =>
  isVideoName(lastSegment(path)) ? splitName(path).stem : path;

/** Names for paths: the last segment where it tells the paths apart, else the path as it is. */
export function shortNames(paths: Iterable<string | null>): (path: string) => string {
  const pathOf = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const path of paths) {
    if (path === null) continue;
    const name = lastSegment(path);
    const other = pathOf.get(name);
    if (other === undefined) pathOf.set(name, path);
    else if (other !== path) ambiguous.add(name);
  }
  return (path) => {
    const name = lastSegment(path);
    return ambiguous.has(name) ? path : name;
  };
}
