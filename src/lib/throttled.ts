/**
 * Passes on the first value at once, and of those that come within a while after one the last, when the while is over:
 * what came last before a silence is told, too.
 * @param everyMs the while, in milliseconds
 * @param isUrgent whether a value is passed on whenever it comes
 */
export function throttled<T>(
  report: (value: T) => void,
  everyMs: number,
  isUrgent: (value: T) => boolean,
): (value: T) => void {
  let reportedAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (value) => {
    clearTimeout(timer);
    const tell = () => {
      reportedAt = performance.now();
      report(value);
    };
    const rest = reportedAt + everyMs - performance.now();
    if (rest <= 0 || isUrgent(value)) tell();
    else timer = setTimeout(tell, rest);
  };
}
