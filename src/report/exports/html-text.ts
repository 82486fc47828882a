const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML shows it, in content and in a quoted attribute: nothing in it becomes markup. */
export const htmlText = (text: string | number): string =>
  String(text)
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    // eslint-disable-next-line no-control-regex -- not allowed in HTML, whatever the escape
    .replace(/[\0-\x08\v\f\x0e-\x1f]/g, '\ufffd');

/** A table whose first column names its rows; cells are texts. @param kind of cells: numbers keep to one line */
export const htmlTable = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  kind: 'numbers' | 'words' = 'numbers',
): string => {
  const line = ([first = '', ...cells]: readonly string[], tag: 'th' | 'td') =>
    `<tr><th scope="${tag === 'th' ? 'col' : 'row'}">${htmlText(first)}</th>${cells
      .map((cell) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${htmlText(cell)}</${tag}>`)
      .join('')}</tr>`;
  return [
    `<div class="scroll"><table class="${kind}">`,
    `<thead>${line(heads, 'th')}</thead>`,
    `<tbody>${rows.map((row) => line(row, 'td')).join('\n')}</tbody>`,
    '</table></div>',
  ].join('\n');
};
