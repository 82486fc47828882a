/** A proportion as a percentage with one decimal. */
export const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;

/** Seconds in the two largest units that matter. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** An estimate of seconds, no finer than it deserves. */
export function roughly(seconds: number): string {
  if (seconds < 1) return 'a second';
  if (seconds < 90) return `${seconds < 10 ? Math.round(seconds) : 5 * Math.round(seconds / 5)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3600;
  return `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} h`;
}

/** A stored moment in the visitor's own way of writing dates. */
export const moment = (time: number): string => new Date(time).toLocaleString();

/** Bytes in the unit that suits them, as disks and downloads are counted. */
export function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9
    ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
    : `${(bytes / 1e9).toFixed(1)} GB`;
}
