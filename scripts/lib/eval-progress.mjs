import { progressBar } from './progress-bar.mjs';

/** @param {number} seconds */
function duration(seconds) {
  const [h, m, s] = [seconds / 3600, (seconds % 3600) / 60, seconds % 60].map(Math.floor);
  return h ? `${h} h ${m} min` : m ? `${m} min ${s} s` : `${s} s`;
}

/**
 * The progress of a run on standard error: a bar in a terminal, a line now and then elsewhere.
 * @returns {{show(status: import('./page/run-panel.mjs').RunStatus): void, stop(): void}}
 */
export function evalProgress() {
  const bar = progressBar();
  let started = false;
  return {
    show({ phase, done, total, correct, unscored, secondsLeft, provider }) {
      if (total === 0) return;
      if (!started) bar.start(total, 0, { state: '' });
      started = true;
      const scored = done - unscored;
      const parts = [
        phase === 'running' ? provider : phase,
        scored > 0 ? `${((100 * correct) / scored).toFixed(1)} % right` : '',
        unscored > 0 ? `${unscored} unscored` : '',
        phase === 'running' && secondsLeft !== null ? `${duration(secondsLeft)} left` : '',
      ];
      bar.update(done, { state: parts.filter((part) => part !== '').join(' | ') });
    },
    stop() {
      if (started) bar.stop();
    },
  };
}
