import { flatNumber, type SpokenNumber } from './spoken-number';
import { type NumberInText } from './number-in-text';
import { suffixAt } from './number-suffix';
import { DENOMINATORS, SCALES, UNITS } from './number-vocabulary';
import { isJoined, type Word, wordsOf } from './words';

/** The number as counted, before its per cent. */
interface Counted extends SpokenNumber {
  readonly plain: boolean;
  readonly percent: boolean;
}

const is = (words: readonly Word[], at: number, ...names: readonly string[]): boolean =>
  names.includes(words[at]?.name ?? '') && isJoined(words, at);

/** "two and a half million": what follows "and" when it is a part of one. */
function andPart(words: readonly Word[], at: number): SpokenNumber | undefined {
  if (!is(words, at, 'and')) return undefined;
  const part = is(words, at + 1, 'a', 'one') ? at + 2 : at + 1;
  if (is(words, part, 'half')) return { next: part + 1, value: 0.5, step: 0.1 };
  if (is(words, part, 'quarter')) return { next: part + 1, value: 0.25, step: 0.01 };
  return undefined;
}

function scaled(words: readonly Word[], number: SpokenNumber): SpokenNumber {
  let { next, value, step } = number;
  for (; SCALES.has(words[next]?.name ?? '') && isJoined(words, next); next += 1) {
    const scale = SCALES.get(words[next]?.name ?? '') ?? 1;
    value *= scale;
    step *= scale;
  }
  return { next, value, step };
}

/** "half a million", "a quarter of a million", "half a per cent". */
function partOfScale(words: readonly Word[], at: number): SpokenNumber | undefined {
  const name = words[at]?.name;
  if (name !== 'half' && name !== 'quarter') return undefined;
  let next = at + 1;
  if (is(words, next, 'of')) next += 1;
  if (is(words, next, 'a', 'an', 'one')) next += 1;
  const part = name === 'half' ? { next, value: 0.5, step: 0.1 } : { next, value: 0.25, step: 0.01 };
  return scaled(words, part);
}

/** "two thirds" is a share, rounded to whole per cents. "Three quarters" may be nine months, unless it is of something. */
function share(words: readonly Word[], at: number): Counted | undefined {
  const parts = UNITS.get(words[at]?.name ?? '');
  const name = words[at + 1]?.name ?? '';
  const whole = DENOMINATORS.get(name);
  if (parts === undefined || whole === undefined || !isJoined(words, at + 1)) return undefined;
  const isShare = whole !== 4 || words[at + 1]?.hyphened === true || is(words, at + 2, 'of');
  if (!isShare || (parts > 1 && !name.endsWith('s'))) return undefined;
  return { next: at + 2, value: (100 * parts) / whole, step: 1, plain: false, percent: true };
}

function counted(words: readonly Word[], at: number): Counted | undefined {
  const part = share(words, at) ?? partOfScale(words, at);
  if (part !== undefined) return { plain: false, percent: false, ...part };
  const first = flatNumber(words, at);
  if (first === undefined) return undefined;
  const fraction = andPart(words, first.next);
  if (fraction !== undefined) {
    const sum = { next: fraction.next, value: first.value + fraction.value, step: fraction.step };
    return { ...scaled(words, sum), plain: false, percent: false };
  }
  const rest = is(words, first.next, 'and') ? flatNumber(words, first.next + 1) : undefined;
  // "Two hundred and five" is one number, "two hundred and three hundred" are two.
  if (rest === undefined || rest.value >= (first.lastScale ?? 0) || !isJoined(words, first.next + 1))
    return { ...first, plain: first.next === at + 1 && first.value <= 12, percent: false };
  const sum = first.value + rest.value;
  return { next: rest.next, value: sum, step: rest.step, plain: false, percent: false };
}

/** Every number that English words spell; the small ones of prose are marked so. */
export function numbersInWords(text: string): readonly NumberInText[] {
  const words = wordsOf(text);
  const found: NumberInText[] = [];
  for (let at = 0; at < words.length;) {
    const number = counted(words, at);
    const first = words[at];
    const last = words[(number?.next ?? 0) - 1];
    if (number === undefined || first === undefined || last === undefined) {
      at += 1;
      continue;
    }
    const suffix = suffixAt(text, last.end);
    const bare = number.plain || (partOfScale(words, at)?.value ?? 1) < 1;
    found.push({
      start: first.start,
      end: suffix.end,
      value: number.value * suffix.scale,
      step: number.step * suffix.scale,
      scale: suffix.scale,
      percent: number.percent || suffix.percent,
      prose: bare && suffix.end === last.end,
    });
    at = number.next;
  }
  return found;
}
