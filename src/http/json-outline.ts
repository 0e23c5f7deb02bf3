import { GatewayError, type Turns } from '../kernel';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;

/** Longer than every id, name and enumerated word that a check looks into, in bytes. */
const LOOKED_INTO = 256;
/** What stands for a longer text. It is no model, no id and no word of any list. */
const LONG_TEXT = '"(long text)"';
/** Long texts are looked through in slices, so that none is copied as a whole. */
const SLICE_BYTES = 65_536;
const STEPS_OF_A_SLICE = 256;
/** An escape is at most so long: `\u0041`. */
const ESCAPE_BYTES = 6;

/** Deeper than any honest context, shallow enough for every recursive reader after us. */
export const MAX_DEPTH = 64;
/** Far more than any conversation has; each costs memory many times its length. */
const MAX_VALUES = 200_000;
const MAX_OUTLINE_BYTES = 8_388_608;

/** JSON without its long texts, and how many names of fields it spells out. */
export interface JsonOutline {
  readonly text: string;
  readonly names: number;
}

/**
 * Reads JSON as far as it is looked into: texts over 256 bytes are only checked for being valid and stand as
 * `(long text)`, so that a body of 32 MiB costs little more than its bytes. What is no JSON otherwise, the parser tells.
 * @throws GatewayError `malformed_body`, or `validation_failed` for a body that is all structure
 */
export async function outlineOf(bytes: Buffer, turns: Turns): Promise<JsonOutline> {
  const pieces: string[] = [];
  let kept = 0;
  let outlineBytes = 0;
  let names = 0;
  let values = 0;
  let depth = 0;
  const keep = (to: number): void => {
    outlineBytes += to - kept;
    if (outlineBytes > MAX_OUTLINE_BYTES) throw tooMuch('must not be so much structure and so little text');
    pieces.push(bytes.toString('utf8', kept, to));
  };
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (turns.areDue()) await turns.next();
    if (byte === QUOTE) {
      const open = at;
      at = bytes.indexOf(QUOTE, open + 1);
      while (at !== -1 && isEscaped(bytes, at, open)) {
        at = bytes.indexOf(QUOTE, at + 1);
        if (turns.areDue()) await turns.next();
      }
      if (at === -1) throw malformed(open);
      if (isName(bytes, at + 1)) names += 1;
      else if (at - open > LOOKED_INTO) {
        if (at - open <= SLICE_BYTES) requireText(bytes, open + 1, at);
        else await requireLongText(bytes, open + 1, at, turns);
        keep(open);
        pieces.push(LONG_TEXT);
        kept = at + 1;
      }
    } else if (byte === COMMA) {
      values += 1;
      if (values > MAX_VALUES) throw tooMuch(`must not have more than ${String(MAX_VALUES)} values`);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) throw tooDeep();
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  keep(bytes.length);
  return { text: pieces.join(''), names };
}

/** By the backslashes right before it, none of them before `from`. */
function isEscaped(bytes: Buffer, at: number, from: number): boolean {
  let before = at - 1;
  while (before >= from && bytes[before] === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

function isName(bytes: Buffer, from: number): boolean {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return bytes[at] === COLON;
}

/** As `requireText`, of a text of many slices, with turns for others in between. */
async function requireLongText(bytes: Buffer, from: number, to: number, turns: Turns): Promise<void> {
  for (let at = from; at < to;) {
    const end = to - at > SLICE_BYTES ? cutBefore(bytes, at, at + SLICE_BYTES) : to;
    requireText(bytes, at, end);
    at = end;
    if (turns.areDue(STEPS_OF_A_SLICE)) await turns.next();
  }
}

/** Whether a text is one as JSON has them: no bare control character, every escape a known one. */
function requireText(bytes: Buffer, from: number, to: number): void {
  // Most have no escape, and need no parser and no copy. No further than the text goes: there may be many.
  if (!bytes.subarray(from, to).includes(BACKSLASH) && !hasControls(bytes, from, to)) return;
  try {
    JSON.parse(`"${bytes.toString('latin1', from, to)}"`);
  } catch {
    throw malformed(from);
  }
}

/** Whether a byte under 0x20 is in it, one whose three high bits are all clear. */
function hasControls(bytes: Buffer, from: number, to: number): boolean {
  const { buffer, byteOffset } = bytes;
  const first = Math.ceil((byteOffset + from) / 4) * 4;
  const words = Math.floor((byteOffset + to - first) / 16) * 4;
  if (words <= 0) return anyControl(bytes, from, to);
  return (
    anyControl(bytes, from, first - byteOffset) ||
    anyControlIn(new Int32Array(buffer, first, words)) ||
    anyControl(bytes, first + words * 4 - byteOffset, to)
  );
}

/** Looks at sixteen bytes at a time; as many words as that takes. By index: an iterator costs thirty times as much. */
function anyControlIn(words: Int32Array): boolean {
  let all = -1;
  for (let at = 0; at < words.length; at += 4)
    all &=
      raised(words[at] ?? 0) &
      raised(words[at + 1] ?? 0) &
      raised(words[at + 2] ?? 0) &
      raised(words[at + 3] ?? 0);
  return (~all & 0x80808080) !== 0;
}

/** Four bytes, the highest bit of each set where one of its three high ones is. */
function raised(word: number): number {
  return word | (word << 1) | (word << 2);
}

function anyControl(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if ((bytes[at] ?? 0) < 0x20) return true;
  return false;
}

/** A place to cut that is in no escape: one that ends there, or begins there. */
function cutBefore(bytes: Buffer, from: number, to: number): number {
  for (let at = to - ESCAPE_BYTES; at < to; at += 1) {
    if (bytes[at] === BACKSLASH && !isEscaped(bytes, at, from)) return at > from ? at : to;
  }
  return to;
}

function malformed(at: number): GatewayError {
  return new GatewayError(
    'malformed_body',
    `The body is not valid JSON (the first error is after byte ${String(at)})`,
  );
}

/** For JSON that is refused before anybody knows what it consists of. */
export function tooDeep(): GatewayError {
  return tooMuch(`must not be nested deeper than ${String(MAX_DEPTH)} levels`);
}

/** As `tooDeep`, for whatever else there is too much of. */
export function tooMuch(message: string): GatewayError {
  return new GatewayError('validation_failed', `The body ${message}`, {
    extras: { fields: [], violations: [] },
  });
}
