import type { Sample } from '../domain/index.js';
import { groupByTask } from '../lib/index.js';

type OfTask = Pick<Sample, 'task'>;

/** Videos that are weighed against each other for the next place: more would favour those with the usual tasks. */
const candidates = 8;

/**
 * The first so many of a sequence in which every beginning has each task's share of all, rounded up or down (Tijdeman 1980,
 * The chairman assignment problem: of the tasks that may have a place now, the one that must have it soonest gets it).
 * @param ranked in the order in which a task's samples are to be taken
 */
export function inProportion<T extends OfTask>(ranked: readonly T[], limit: number): T[] {
  const tasks = [...groupByTask(ranked).values()].map((members) => ({
    members,
    share: members.length / ranked.length,
    taken: 0,
  }));
  const [only] = tasks;
  if (tasks.length === 1) return only?.members.slice(0, limit) ?? [];
  const slack = 1 / (2 * tasks.length - 2);
  const order: T[] = [];
  while (order.length < limit) {
    const place = order.length + 1;
    const due = tasks
      .map((task) => ({ task, behind: place * task.share - task.taken }))
      // Rounding must not hold back a task whose turn it is.
      .filter(({ task, behind }) => behind >= slack - 1e-9 && task.taken < task.members.length)
      .map(({ task, behind }) => ({ task, soon: (1 - slack - behind) / task.share }));
    const next = due.reduce((a, b) => (b.soon < a.soon ? b : a)).task;
    order.push(...next.members.slice(next.taken, next.taken + 1));
    next.taken++;
  }
  return order;
}

/**
 * Whole videos whose questions together come nearest to a number: of the next few in the order given, always the one that
 * brings the tasks' shares nearest to those of all. A video that is passed over stays among the next.
 * @param ranked videos, each with one question or more
 * @param limit at least 0
 */
export function wholeVideos<T extends OfTask>(
  ranked: readonly (readonly T[])[],
  limit: number,
): T[] {
  const all = ranked.flat();
  const shares = new Map(
    Array.from(groupByTask(all), ([task, members]) => [task, members.length / all.length]),
  );
  const left = [...ranked];
  const counts = new Map<string, number>();
  const chosen: T[] = [];
  while (left.length > 0 && limit > 0) {
    const next = left
      .slice(0, candidates)
      .map((video) => ({ video, uneven: unevenness(video, chosen.length, counts, shares) }))
      .reduce((a, b) => (b.uneven < a.uneven ? b : a)).video;
    const over = chosen.length + next.length - limit;
    if (chosen.length > 0 && over > limit - chosen.length) break;
    chosen.push(...next);
    for (const { task } of next) counts.set(task, (counts.get(task) ?? 0) + 1);
    left.splice(left.indexOf(next), 1);
    if (chosen.length >= limit) break;
  }
  return chosen;
}

/** How far the tasks' counts would be from their shares with a video more (chi-square over the number of questions). */
function unevenness(
  video: readonly OfTask[],
  before: number,
  counts: ReadonlyMap<string, number>,
  shares: ReadonlyMap<string, number>,
): number {
  const n = before + video.length;
  const added = new Map<string, number>();
  for (const { task } of video) added.set(task, (added.get(task) ?? 0) + 1);
  let sum = 0;
  for (const [task, share] of shares) {
    const count = (counts.get(task) ?? 0) + (added.get(task) ?? 0);
    sum += (count - n * share) ** 2 / (n * share);
  }
  return sum / n;
}
