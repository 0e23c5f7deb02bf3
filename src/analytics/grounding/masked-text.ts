import { MAX_NAME_LENGTH, MAX_NAME_PARTS } from './known-names';
import { suffixAt } from './number-suffix';

/** Stands where something was read already; no part of a word, a number or a space. */
const MASK = '\uFFFF';
const PART = /[\p{L}\p{N}_]+/gu;
const JOINT = /^[-.:/+@ ]$/;
const DIGIT = /\d/;
/** "2026" is no year in "$2026", "-2026", "1.2026" or "1,2026". */
const BEFORE_A_NUMBER = /(?:\p{Sc} ?|(?:^|[^\p{L}\p{N})\uFFFF])[-+]|\d[.,'\u00A0])$/u;
/** "step_2" is no name in "step_2.5" or "step_2,000". */
const GOES_ON = /^[.,'\u00A0^]\d/;
const MARKER = /^[ \u00A0]*(?:(?:[-+*•>–]|#{1,6})[ \u00A0]+)*(\d{1,3})[.)](?=[ \u00A0])/gm;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text with the spans blotted out; all else stays in its place. */
export function masked(text: string, spans: readonly Span[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    pieces.push(text.slice(from, start), MASK.repeat(end - start));
    from = end;
  }
  return pieces.join('') + text.slice(from);
}

/** A name that begins or ends with digits is a name only where these are no part of a larger number or its unit. */
function isWhole(text: string, { start, end }: Span): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  if (DIGIT.test(text.charAt(start)) && BEFORE_A_NUMBER.test(before)) return false;
  if (!DIGIT.test(text.charAt(end - 1))) return true;
  return !GOES_ON.test(text.slice(end, end + 2)) && suffixAt(text, end).end === end;
}

/** The longest known name that begins with this part. Looks at a bounded number of characters. */
function nameAt(
  text: string,
  parts: readonly Span[],
  at: number,
  known: ReadonlySet<string>,
): Span | undefined {
  const start = parts[at]?.start ?? 0;
  let longest: Span | undefined;
  for (let next = at; next < at + MAX_NAME_PARTS; next += 1) {
    const part = parts[next];
    if (part === undefined || part.end - start > MAX_NAME_LENGTH) break;
    if (next > at && !JOINT.test(text.slice(parts[next - 1]?.end, part.start))) break;
    const span = { start, end: part.end };
    if (known.has(text.slice(start, part.end).toLowerCase()) && isWhole(text, span)) longest = span;
  }
  return longest;
}

/** Blots out every known name that stands as a whole word. */
export function withoutNames(text: string, known: ReadonlySet<string>): string {
  const parts = Array.from(text.matchAll(PART), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  const spans: Span[] = [];
  let from = 0;
  for (const [at, part] of parts.entries()) {
    const name = part.start < from ? undefined : nameAt(text, parts, at, known);
    if (name === undefined) continue;
    spans.push(name);
    from = name.end;
  }
  return masked(text, spans);
}

/** Blots out the markers of numbered lists. A list counts up from one, so that "42. " alone is no marker. */
export function withoutListMarkers(texts: readonly string[]): readonly string[] {
  const seen = new Set([0]);
  return texts.map((text) => {
    const spans: Span[] = [];
    for (const match of text.matchAll(MARKER)) {
      const digits = match[1] ?? '';
      const end = match.index + match[0].length;
      if (!seen.has(Number(digits) - 1)) continue;
      seen.add(Number(digits));
      spans.push({ start: end - digits.length - 1, end });
    }
    return masked(text, spans);
  });
}
