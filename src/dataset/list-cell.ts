/**
 * Reads a list written as text, as tables hold them: JSON (`["a", "b"]`), Python (`['a', "it's"]`, also a tuple) or
 * numpy (`['a' 'b']`). Numbers and bare words are taken as they are written; None, null and nan as blank.
 * @returns null where the text is no such list
 */
export function readList(text: string): string[] | null {
  const trimmed = text.trim();
  const isList = trimmed.startsWith('[') && trimmed.endsWith(']');
  const isTuple = trimmed.startsWith('(') && trimmed.endsWith(')');
  if (!isList && !isTuple) return null;
  return listOfTexts(trimmed) ?? listOfTokens(trimmed.slice(1, -1));
}

/** JSON that holds texts alone, the commonest case by far; null for anything else. */
function listOfTexts(text: string): string[] | null {
  if (!text.startsWith('["')) return null;
  try {
    const values = JSON.parse(text) as unknown[];
    return values.every((value) => typeof value === 'string') ? values : null;
  } catch {
    return null;
  }
}

function listOfTokens(inside: string): string[] | null {
  const values: string[] = [];
  let end = 0;
  for (const [whole, quoted, bare] of inside.matchAll(token)) {
    end += whole.length;
    if (quoted !== undefined) values.push(unescaped(quoted.slice(1, -1)));
    else if (bare !== undefined) values.push(/^(none|null|nan)$/i.test(bare) ? '' : bare);
  }
  return end === inside.length ? values : null;
}

/** A quoted text or a bare word, with the white space and the comma that follow; or white space alone. */
const token =
  /("[^"\\]*(?:\\[^][^"\\]*)*"|'[^'\\]*(?:\\[^][^'\\]*)*')\s*(?:,\s*|(?=["']|$))|([^\s,"'[\](){}]+)\s*(?:,\s*|$)|\s+/gy;

const escapes: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\u0007', '0': '\0' },
  ...{ '\\': '\\', '/': '/', '"': '"', "'": "'", '\n': '' },
};

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([^]))/gi,
    (whole, two?: string, four?: string, eight?: string, one?: string) => {
      const digits = two ?? four ?? eight;
      if (digits === undefined) return escapes[one ?? ''] ?? whole;
      const code = Number.parseInt(digits, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
