import * as v from 'valibot';
import { AppError } from '../../domain/index.js';

/** A model of the hub at one commit. */
export interface HubModel {
  /** `organisation/name`. */
  readonly id: string;
  /** 40 hexadecimal digits. */
  readonly revision: string;
}

/** One file of a model, as the hub lists it. */
export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** SHA-256 of its bytes where it is stored with LFS, else git's SHA-1 of the blob. */
  readonly hash: { readonly kind: 'sha256' | 'git-sha1'; readonly value: string };
}

const idPattern = /^[\w.-]+\/[\w.-]+$/;
const commitPattern = /^[0-9a-f]{40}$/;

const revisionAnswer = v.object({ sha: v.pipe(v.string(), v.regex(commitPattern)) });

const treeEntry = v.object({
  type: v.string(),
  path: v.string(),
  size: v.number(),
  oid: v.string(),
  lfs: v.optional(v.object({ oid: v.string(), size: v.number() })),
});

type TreeEntry = v.InferOutput<typeof treeEntry>;

/** @throws AppError `network` for an id that no model of a hub can have */
export function checkId(id: string): void {
  if (!idPattern.test(id))
    throw new AppError(
      'network',
      `"${id}" is no id of a hub model. Write organisation/name, for example HuggingFaceTB/SmolVLM2-256M-Video-Instruct.`,
    );
}

/** Whether a revision names its commit itself; a branch or tag has to be asked for. */
export const isCommit = (revision: string): boolean => commitPattern.test(revision);

/** Address of a file's bytes. */
export const fileUrl = (base: string, { id, revision }: HubModel, path: string): string =>
  `${base}/${id}/resolve/${revision}/${path.split('/').map(encodeURIComponent).join('/')}`;

/**
 * Fetches from the hub, redirects followed.
 * @param what named in errors
 * @throws AppError `network` saying what the hub answered; `cancelled`
 */
export async function fetchFromHub(
  url: string,
  what: string,
  id: string,
  init: RequestInit,
): Promise<Response> {
  const response = await fetch(url, { ...init, credentials: 'omit' }).catch((cause: unknown) => {
    init.signal?.throwIfAborted();
    throw new AppError(
      'network',
      `${what} could not be fetched from ${new URL(url).host}: no answer. Check the connection and try again; what is there already is kept.`,
      { cause },
    );
  });
  if (response.ok) return response;
  await response.body?.cancel();
  throw new AppError('network', refusal(response, what, id));
}

/** The hub answers 401 for gated models and for those that do not exist; its own code tells them apart. */
function refusal({ status, headers }: Response, what: string, id: string): string {
  const code = headers.get('X-Error-Code');
  const byHand =
    'If you may use it, download its files by hand (huggingface-cli download) and give them here as a folder.';
  if (code === 'RevisionNotFound') return `The model ${id} has no such revision (${what}).`;
  if (code === 'RepoNotFound' || (status === 404 && code !== 'EntryNotFound'))
    return `There is no such model as ${id}, or it is private (${what}: HTTP ${status}). Check the id and the revision. ${byHand}`;
  if (code === 'GatedRepo' || status === 403)
    return `The model ${id} is gated: the hub gives it only to those who agreed to its terms and are signed in (HTTP ${status}), which this page cannot be. ${byHand}`;
  if (status === 401)
    return `The hub does not give the model ${id} to this page (HTTP 401): it is gated or private, or there is no such model. ${byHand}`;
  if (status === 429) return `The hub asks to wait (HTTP 429, ${what}). Try again in some minutes.`;
  return `${what} of the model ${id} could not be fetched: HTTP ${status}. Try again later.`;
}

interface Page<T> {
  readonly value: T;
  /** Address of the next page; null on the last. */
  readonly next: string | null;
}

async function fetchJson<T>(
  url: string,
  what: string,
  id: string,
  schema: v.GenericSchema<unknown, T>,
  signal: AbortSignal,
): Promise<Page<T>> {
  const response = await fetchFromHub(url, what, id, { signal });
  const raw: unknown = await response.json().catch(() => null);
  const result = v.safeParse(schema, raw);
  if (!result.success)
    throw new AppError(
      'network',
      `The hub's answer cannot be read (${what} of the model ${id}): ${result.issues[0].message}.`,
    );
  return { value: result.output, next: nextPage(response.headers.get('Link'), url) };
}

/** RFC 8288, as the hub uses it: `<address>; rel="next"`. Only the address's query is taken, so that it stays here. */
function nextPage(link: string | null, url: string): string | null {
  const [, target] = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? [];
  if (target === undefined) return null;
  const next = new URL(url);
  next.search = new URL(target, url).search;
  return next.href === url ? null : next.href;
}

/**
 * The commit that a branch, a tag or a commit stands for now. No request is made for a commit.
 * @param base the hub's address, without a slash at its end
 * @throws AppError `network`, `cancelled`
 */
export async function resolveRevision(
  base: string,
  id: string,
  revision: string,
  signal: AbortSignal,
): Promise<HubModel> {
  checkId(id);
  if (isCommit(revision)) return { id, revision };
  const url = `${base}/api/models/${id}/revision/${encodeURIComponent(revision)}`;
  const what = `revision ${revision}`;
  const { value } = await fetchJson(url, what, id, revisionAnswer, signal);
  return { id, revision: value.sha };
}

/**
 * All files of a model at its commit.
 * @throws AppError `network`, `cancelled`
 */
export async function listHubFiles(
  base: string,
  { id, revision }: HubModel,
  signal: AbortSignal,
): Promise<HubFile[]> {
  const files: HubFile[] = [];
  let page: string | null = `${base}/api/models/${id}/tree/${revision}?recursive=true`;
  while (page !== null) {
    const { value, next }: Page<TreeEntry[]> = await fetchJson(
      page,
      'the list of files',
      id,
      v.array(treeEntry),
      signal,
    );
    for (const { type, path, size, oid, lfs } of value)
      if (type === 'file')
        files.push({
          path,
          size: lfs?.size ?? size,
          hash: lfs ? { kind: 'sha256', value: lfs.oid } : { kind: 'git-sha1', value: oid },
        });
    page = next;
  }
  return files;
}
