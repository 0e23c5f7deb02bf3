import { SCALES } from './number-vocabulary';

/** What follows the digits and changes their worth. */
export interface Suffix {
  readonly end: number;
  readonly scale: number;
  /** The scale of what a whole number leaves open. "3 hundred" is 300 exactly, as in digits; "3 million" is rounded. */
  readonly rounding: number;
  readonly percent: boolean;
}

const SCALE_LETTERS: ReadonlyMap<string, number> = new Map([
  ...['k'].map((letters) => [letters, 1e3] as const),
  ...['m', 'mm', 'mn', 'mln', 'mio'].map((letters) => [letters, 1e6] as const),
  ...['b', 'bn', 'bln', 'mrd'].map((letters) => [letters, 1e9] as const),
  ...['t', 'tn', 'trn'].map((letters) => [letters, 1e12] as const),
]);

// One line break at most, and Markdown's emphasis. Each class ends where the next begins: no backtracking.
const GAP = String.raw`[ \u00A0*_~]*(?:\r?\n[ \u00A0*_~]*)?`;
const END = String.raw`(?![\p{L}\p{N}])`;
const words = [...SCALES.keys()].join('|');
const letters = [...SCALE_LETTERS.keys()].join('|');
const WORD = new RegExp(`(?:${GAP}|-)(${words})s?${END}`, 'iuy');
const LETTERS = new RegExp(`[ \\u00A0*_~]*(${letters})${END}`, 'iuy');
const SIGN = new RegExp(`${GAP}(%|‰)(?:[ -]points?${END})?`, 'iuy');
const PERCENT = new RegExp(
  `(?:${GAP}|-)(per[ -]?cent(?:age)?(?:[ -]points?)?|pct|ppts?|pps?|p\\.p|bps?|basis[ -]points?)${END}`,
  'iuy',
);

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** In per cents. */
function worthOf(name: string): number {
  if (name === '‰') return 0.1;
  return /^b/i.test(name) ? 0.01 : 1;
}

interface Scale {
  readonly end: number;
  readonly scale: number;
  readonly rounding: number;
}

function scaleAt(text: string, at: number): Scale {
  const short = matchAt(LETTERS, text, at);
  if (short !== null) {
    const scale = SCALE_LETTERS.get((short[1] ?? '').toLowerCase()) ?? 1;
    return { end: at + short[0].length, scale, rounding: scale };
  }
  let found: Scale = { end: at, scale: 1, rounding: 1 };
  for (let word = matchAt(WORD, text, at); word !== null; word = matchAt(WORD, text, found.end)) {
    const scale = found.scale * (SCALES.get((word[1] ?? '').toLowerCase()) ?? 1);
    found = { end: found.end + word[0].length, scale, rounding: scale > 100 ? scale : 1 };
  }
  return found;
}

/** Scales and per cents after a number; `end` is `at` where there are none. */
export function suffixAt(text: string, at: number): Suffix {
  const { end, scale, rounding } = scaleAt(text, at);
  const percent = matchAt(SIGN, text, end) ?? matchAt(PERCENT, text, end);
  if (percent === null) return { end, scale, rounding, percent: false };
  const worth = worthOf(percent[1] ?? '');
  return { end: end + percent[0].length, scale: scale * worth, rounding: rounding * worth, percent: true };
}
