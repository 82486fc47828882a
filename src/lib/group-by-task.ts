import { paperTasks } from '../domain/index.js';

/** Things by their task: the paper's order, tasks it does not know after in the order met; only tasks that occur. */
export function groupByTask<T extends { readonly task: string }>(
  things: Iterable<T>,
): Map<string, T[]> {
  const groups = new Map<string, T[]>(paperTasks.map((task) => [task, []]));
  for (const thing of things) {
    const group = groups.get(thing.task);
    if (group) group.push(thing);
    else groups.set(thing.task, [thing]);
  }
  return new Map([...groups].filter(([, group]) => group.length > 0));
}
