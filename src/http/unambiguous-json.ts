import { invalidField } from '../kernel';
import { outlineOf } from './json-outline';
import { shortened } from './shortened';
import { parseStrictText, requireUtf8 } from './strict-json';

/**
 * As `parseStrictJson`, for bytes that are passed on and that somebody else will read as well: a name that stands twice
 * in one object is refused, since two readers may take different ones. Long texts come as `(long text)`.
 * @throws GatewayError `malformed_body` or `validation_failed`
 */
export function parseUnambiguousJson(bytes: Buffer): Record<string, unknown> {
  requireUtf8(bytes);
  const { text, names } = outlineOf(bytes);
  const value = parseStrictText(text);
  if (names === keysOf(value)) return value;
  throw invalidField(shortened(repeatedName(text) ?? ''), 'repeated', 'must not stand twice in one object');
}

/** How many names are left once it is parsed: of repeated ones, one. */
function keysOf(root: object): number {
  let keys = 0;
  const open: object[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const inner: readonly unknown[] = Object.values(value);
    if (!Array.isArray(value)) keys += inner.length;
    for (const one of inner) if (typeof one === 'object' && one !== null) open.push(one);
  }
  return keys;
}

/** The first name that stands twice; only looked for when there is one. Expressions need stack for a string's length. */
function repeatedName(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '{' || char === '[') open.push(new Set());
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = endOfString(text, at);
      if (isName(text, end)) {
        const name = JSON.parse(text.slice(at, end)) as string;
        if (open.at(-1)?.has(name) === true) return name;
        open.at(-1)?.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** Behind the closing quote of the string that begins at `from`. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isName(text: string, from: number): boolean {
  let at = from;
  while (' \t\r\n'.includes(text[at] ?? '-')) at += 1;
  return text[at] === ':';
}
