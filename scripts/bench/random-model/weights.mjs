/** Random weights for graphs whose own were left out (export.py). */

/**
 * @typedef {object} LeftOut numbers that stand one behind the other in a file of external data
 * @property {number} count
 * @property {number} mean
 * @property {number} deviation standard deviation; 0: all are the mean
 */

/**
 * Uniform numbers in [0, 1), the same for the same seed (mulberry32).
 * @param {number} seed
 */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Normal numbers as listed, in one piece (Box and Muller, 1958).
 * @param {readonly LeftOut[]} listed
 * @param {number} seed
 * @returns {Float32Array}
 */
export function randomWeights(listed, seed) {
  const values = new Float32Array(listed.reduce((sum, { count }) => sum + count, 0));
  const next = uniform(seed);
  let at = 0;
  for (const { count, mean, deviation } of listed) {
    const end = at + count;
    if (deviation === 0) values.fill(mean, at, end);
    else
      for (let i = at; i < end; i += 2) {
        const radius = deviation * Math.sqrt(-2 * Math.log(1 - next()));
        const angle = 2 * Math.PI * next();
        values[i] = mean + radius * Math.cos(angle);
        if (i + 1 < end) values[i + 1] = mean + radius * Math.sin(angle);
      }
    at = end;
  }
  return values;
}
