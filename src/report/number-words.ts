/** A rate, 0 to 1, as per cent with one decimal; `-` of NaN. */
export const percent = (rate: number): string =>
  Number.isNaN(rate) ? '-' : `${(rate * 100).toFixed(1)} %`;

/** A difference of two rates, -1 to 1, in percentage points with one decimal, never as -0.0. */
export const points = (difference: number): string => {
  const text = (difference * 100).toFixed(1);
  return `${text === '-0.0' ? '0.0' : text} points`;
};
