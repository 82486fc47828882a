import { readdirSync, readFileSync } from 'node:fs';

/** @param {string} file under /proc; '' where the process has ended meanwhile */
function read(file) {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Renderers among the processes that this one started, by any way. */
function renderers() {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(/\) \S (\d+)/.exec(read(`${name}/stat`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  /** @type {(pid: number) => number[]} */
  const under = (pid) => (children.get(pid) ?? []).flatMap((child) => [child, ...under(child)]);
  return under(process.pid).filter((pid) => read(`${pid}/cmdline`).includes('--type=renderer'));
}

/**
 * The most that a page's renderer holds while some work is done, sampled.
 * @param {() => Promise<unknown>} work
 * @returns {Promise<number | null>} MiB of resident memory; null where the system does not tell (only Linux does)
 */
export async function peakRendererMemory(work) {
  if (process.platform !== 'linux') return null;
  const pids = renderers();
  let peak = 0;
  const sample = () => {
    for (const pid of pids) {
      const kibibytes = Number(/VmRSS:\s+(\d+)/.exec(read(`${pid}/status`))?.[1] ?? 0);
      peak = Math.max(peak, kibibytes / 1024);
    }
  };
  const timer = setInterval(sample, 25);
  try {
    sample();
    await work();
    sample();
  } finally {
    clearInterval(timer);
  }
  return peak;
}
