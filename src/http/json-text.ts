import { GatewayError, type Turns } from '../kernel';
import { MAX_DEPTH, tooDeep, tooMuch } from './json-outline';

/** Far more than any conversation has. */
const MOST_NAMES = 20_000;
/** `"a":1,` */
const SHORTEST_MEMBER = 6;

/**
 * Looks through a long JSON text for what costs the parser many times its length, while nobody has a turn: it takes a
 * microsecond for each name that it has not met yet, and half of one for each level (docs/performance.md).
 * @throws GatewayError `validation_failed` for too many different names, or too many levels; `malformed_body` for levels
 * that have no end
 */
export async function requireQuickToParse(text: string, turns: Turns): Promise<void> {
  if (text.length < MOST_NAMES * SHORTEST_MEMBER) return;
  const names = new Set<string>();
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (turns.areDue()) await turns.next();
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      if (isName(text, end) && names.add(text.slice(at, end)).size > MOST_NAMES)
        throw tooMuch(`must not have more than ${String(MOST_NAMES)} different names`);
      at = end - 1;
    } else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  if (deepest <= MAX_DEPTH) return;
  if (depth === 0) throw tooDeep();
  throw new GatewayError(
    'malformed_body',
    'The body is not valid JSON (it closes not all that it opens, or more)',
  );
}

/** The first name that stands twice in one object; of valid JSON. Expressions need stack for a string's length. */
export function repeatedName(text: string): string | undefined {
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

/** Behind the closing quote of the string that begins at `from`; where it has none, behind the text. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isName(text: string, from: number): boolean {
  let at = from;
  while (' \t\r\n'.includes(text[at] ?? '-')) at += 1;
  return text[at] === ':';
}
