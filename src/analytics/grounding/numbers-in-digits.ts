import { type NumberInText } from './number-in-text';
import { suffixAt } from './number-suffix';
import { type WrittenNumber, writtenNumbers } from './written-number';

const RUN = /\d+(?:[.,'_\u00A0]\d+)*/g;
const UNREADABLE = /[\p{No}\p{Nl}]+/gu;
const EXPONENT = /e([+-]?\d+)(?![\p{L}\p{N}])/iuy;
const POWER = /[ \u00A0]?[×x*·⋅][ \u00A0]?10\^([+-]?\d+)/iuy;
const RAISED = /\^([+-]?\d+)/y;
const TAIL = /(?:st|nd|rd|th|x|×)(?![\p{L}\p{N}])/iuy;
const CURRENCY = /\p{Sc}/u;
const BEFORE_A_SIGN = /[\s([{:=~≈<>|"'*/\p{Sc}]/u;

function prefixStart(text: string, at: number): number {
  const isSign = (index: number): boolean =>
    /[-+]/.test(text.charAt(index)) && (index === 0 || BEFORE_A_SIGN.test(text.charAt(index - 1)));
  let start = at;
  if (isSign(start - 1)) start -= 1;
  if (CURRENCY.test(text.charAt(start - 1))) start -= 1;
  if (isSign(start - 1)) start -= 1;
  return start;
}

function leadingDecimal(text: string, first: WrittenNumber): WrittenNumber {
  const { start, end } = first;
  if (text.charAt(start - 1) !== '.' || /[\p{L}\p{N}._]/u.test(text.charAt(start - 2))) return first;
  const digits = text.slice(start, end);
  if (!/^\d+$/.test(digits)) return first;
  return { start: start - 1, end, value: Number(`0.${digits}`), decimals: digits.length };
}

interface Power {
  readonly end: number;
  readonly scale: number;
}

function powerAt(text: string, digits: WrittenNumber): Power {
  const isTen = text.slice(digits.start, digits.end) === '10';
  for (const pattern of isTen ? [EXPONENT, POWER, RAISED] : [EXPONENT, POWER]) {
    pattern.lastIndex = digits.end;
    const match = pattern.exec(text);
    if (match === null) continue;
    // The ten of 10⁶ is already one of the six.
    const exponent = Number(match[1]) - (pattern === RAISED ? 1 : 0);
    return { end: digits.end + match[0].length, scale: 10 ** exponent };
  }
  return { end: digits.end, scale: 1 };
}

function tailEnd(text: string, at: number): number {
  TAIL.lastIndex = at;
  return at + (TAIL.exec(text)?.[0].length ?? 0);
}

function inText(text: string, digits: WrittenNumber): NumberInText {
  const power = powerAt(text, digits);
  const suffix = suffixAt(text, power.end);
  const scale = power.scale * suffix.scale;
  const rounding = power.scale * (digits.decimals === 0 ? suffix.rounding : suffix.scale);
  return {
    start: prefixStart(text, digits.start),
    end: suffix.end === digits.end ? tailEnd(text, digits.end) : suffix.end,
    value: digits.value * scale,
    step: 10 ** -digits.decimals * rounding,
    scale,
    percent: suffix.percent,
    prose: false,
  };
}

/** Every number written in digits, and every numeral that has no digits to read ("➋"). */
export function numbersInDigits(text: string): readonly NumberInText[] {
  const found: NumberInText[] = [];
  const run = new RegExp(RUN);
  for (let match = run.exec(text); match !== null; match = run.exec(text)) {
    const [first, ...rest] = writtenNumbers(match[0], match.index);
    if (first === undefined) continue;
    for (const digits of [leadingDecimal(text, first), ...rest]) found.push(inText(text, digits));
    run.lastIndex = found.at(-1)?.end ?? run.lastIndex;
  }
  for (const match of text.matchAll(UNREADABLE)) {
    const end = match.index + match[0].length;
    found.push({ start: match.index, end, value: NaN, step: 1, scale: 1, percent: false, prose: false });
  }
  return found;
}
