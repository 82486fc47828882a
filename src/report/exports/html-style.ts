/** The look of the HTML file, in light and dark, on screen and on paper. */
export const htmlStyle = `
:root { color-scheme: light dark; --ink: light-dark(#1b2430, #e6e9ee); --muted: light-dark(#566273, #9aa6b6);
  --paper: light-dark(#fff, #14171c); --line: light-dark(#d5dae2, #343b47); --bar: light-dark(#8fb3e0, #3d6aa8);
  --good: light-dark(#1a7f43, #5fcf8a); --bad: light-dark(#b3362b, #ff8f83); --warn: light-dark(#8a5a00, #e8b75c); }
body { margin: 0 auto; padding: 1.5rem 1rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { margin-top: 2rem; font-size: 1.2rem; }
.headline { font-size: 1.1rem; }
.muted { color: var(--muted); }
.warn { border-left: 4px solid var(--warn); padding-left: 0.7rem; color: var(--warn); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.875rem; overflow-wrap: normal; }
th, td { border-bottom: 1px solid var(--line); padding: 0.25rem 0.6rem; text-align: right; }
th:first-child, .words :is(th, td) { text-align: left; }
.numbers td { white-space: nowrap; }
svg { display: block; max-width: 100%; height: auto; font: 13px system-ui, sans-serif; fill: var(--ink); }
svg .bar { fill: var(--bar); }
svg .interval, svg .axis { stroke: var(--ink); stroke-width: 1.5; }
svg .axis { stroke: var(--line); }
svg .chance { stroke: var(--bad); stroke-width: 2; }
details { margin: 0.5rem 0; border: 1px solid var(--line); border-radius: 8px; padding: 0.4rem 0.8rem; }
summary { cursor: pointer; }
pre { overflow-x: auto; font-size: 0.8rem; }
.correct { color: var(--good); }
.wrong { color: var(--bad); }
.unscored { color: var(--warn); }
.options { list-style: none; padding-left: 0; }
.options b { font-weight: 700; }
@media print { details { break-inside: avoid; } }
`;
