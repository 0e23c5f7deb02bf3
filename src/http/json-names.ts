import { GatewayError, type Turns } from '../kernel';

/**
 * Far more than any conversation has. The parser takes a microsecond for each name that it has not met yet, many times
 * what it takes for anything else, and nobody has a turn meanwhile.
 */
const MOST_NAMES = 20_000;
/** `"a":1,` */
const SHORTEST_MEMBER = 6;

/** @throws GatewayError `validation_failed` for a JSON text that has too many different names */
export async function requireFewNames(text: string, turns: Turns): Promise<void> {
  if (text.length < MOST_NAMES * SHORTEST_MEMBER) return;
  const names = new Set<string>();
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    const end = endOfString(text, at);
    if (isName(text, end) && names.add(text.slice(at, end)).size > MOST_NAMES) throw tooMany();
    at = end;
    if (turns.areDue()) await turns.next();
  }
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

function tooMany(): GatewayError {
  const message = `must not have more than ${String(MOST_NAMES)} different names`;
  return new GatewayError('validation_failed', `The body ${message}`, {
    extras: { fields: [], violations: [] },
  });
}
