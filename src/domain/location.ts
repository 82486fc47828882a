/** Where a question's evidence lies in its video. Seconds from the start. */
export type Evidence =
  | { readonly kind: 'interval'; readonly start: number; readonly end: number }
  | { readonly kind: 'point'; readonly time: number }
  | { readonly kind: 'whole' }
  /** Nothing was said. */
  | { readonly kind: 'none' }
  /** An interval whose end comes before its start. */
  | { readonly kind: 'reversed'; readonly start: number; readonly end: number }
  | { readonly kind: 'unparsable' };

/** `M:SS`, `MM:SS` or `H:MM:SS`, with or without a fraction of a second. @returns seconds, or null */
function seconds(text: string): number | null {
  const found = /^(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)$/.exec(text);
  if (!found) return null;
  const [, hours = '0', minutes = '', rest = ''] = found;
  if (Number(rest) >= 60 || (found[1] !== undefined && Number(minutes) >= 60)) return null;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

/**
 * Understands an `answer_location` (PROTOCOL.md, The question file): an interval `05:52-05:55`, a point `0:42`, or
 * `Whole video`, white space and case aside; any dash or tilde may stand between the times.
 */
export function evidenceAt(location: string): Evidence {
  const text = location.trim();
  if (text === '') return { kind: 'none' };
  if (/^whole\s+video$/i.test(text)) return { kind: 'whole' };
  const times = text.split(/\s*[-\u2010-\u2015\u2212~\uff5e]\s*/).map(seconds);
  const [start, end] = times;
  if (start === undefined || start === null || times.length > 2) return { kind: 'unparsable' };
  if (end === undefined) return { kind: 'point', time: start };
  if (end === null) return { kind: 'unparsable' };
  return { kind: end < start ? 'reversed' : 'interval', start, end };
}
