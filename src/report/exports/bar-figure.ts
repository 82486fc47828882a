import { htmlText } from './html-text.js';

/** One bar: rates from 0 to 1. */
export interface Bar {
  readonly name: string;
  readonly rate: number;
  /** null: none to show. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** A tick across the bar, of what guessing would get; null: none. */
  readonly mark: number | null;
  /** Stands behind the bar. */
  readonly label: string;
}

const nameWidth = 190;
const barWidth = 420;
const labelWidth = 170;
const rowHeight = 26;
const width = nameWidth + barWidth + labelWidth;

/**
 * Horizontal bars over 0 to 1, as SVG in one piece: its colours are the surrounding page's classes (`bar`, `interval`,
 * `chance`, `axis`). Bars whose rate is NaN have their name and label only.
 * @param title what a reader who does not see it is told
 */
export function barFigure(title: string, bars: readonly Bar[]): string {
  const height = bars.length * rowHeight + 24;
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${htmlText(title)}">`,
    ...ticks.map(
      (tick) =>
        `<line class="axis" x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="${height - 20}"/><text x="${x(tick)}" y="${height - 5}" text-anchor="middle">${tick * 100} %</text>`,
    ),
    ...bars.map(barRow),
    '</svg>',
  ].join('\n');
}

function barRow({ name, rate, interval, mark, label }: Bar, row: number): string {
  const top = row * rowHeight + 4;
  const middle = top + 9;
  const shape: string[] = [
    `<text x="${nameWidth - 8}" y="${middle + 5}" text-anchor="end">${htmlText(shortened(name))}<title>${htmlText(name)}</title></text>`,
    `<text x="${nameWidth + barWidth + 10}" y="${middle + 5}">${htmlText(label)}</text>`,
  ];
  if (Number.isFinite(rate))
    shape.push(
      `<rect class="bar" x="${x(0)}" y="${top}" width="${rounded(x(rate) - x(0))}" height="18"/>`,
    );
  if (interval && Number.isFinite(interval.low) && Number.isFinite(interval.high))
    shape.push(
      `<path class="interval" fill="none" d="M${x(interval.low)} ${middle - 4}v8M${x(interval.low)} ${middle}H${x(interval.high)}m0 -4v8"/>`,
    );
  if (mark !== null && Number.isFinite(mark))
    shape.push(
      `<line class="chance" x1="${x(mark)}" x2="${x(mark)}" y1="${top - 2}" y2="${top + 20}"/>`,
    );
  return `<g>${shape.join('')}</g>`;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
const x = (rate: number): number => rounded(nameWidth + barWidth * Math.min(1, Math.max(0, rate)));

/** Names come from a file and may be as long as they like; no character is cut in two. */
function shortened(name: string): string {
  const characters = Array.from(name);
  return characters.length > 26 ? `${characters.slice(0, 25).join('')}…` : name;
}
