import { SCALES, TENS_WORDS, UNITS } from './number-vocabulary';
import { isJoined, type Word } from './words';

/** A number in words, up to (not including) the word at `next`. */
export interface SpokenNumber {
  readonly next: number;
  readonly value: number;
  /** What one of the last thing said is worth: a thousand in "forty-two thousand". */
  readonly step: number;
}

interface FlatNumber extends SpokenNumber {
  /** The hundred or scale it ends with; something smaller may be added to it by "and". */
  readonly lastScale: number | undefined;
}

type Kind = 'nothing' | 'article' | 'unit' | 'ten' | 'scale' | 'decimals';

/** Adds the words of one number, as far as they can be of one number. */
class Tally {
  private total = 0;
  private group = 0;
  private step = 1;
  private last: Kind = 'nothing';
  private lastScale: number | undefined;
  next: number;

  constructor(at: number) {
    this.next = at;
  }

  take(name: string): boolean {
    const unit = UNITS.get(name);
    if (unit !== undefined) return this.takeUnit(unit);
    const tens = TENS_WORDS.get(name);
    if (tens !== undefined)
      return this.last === 'nothing' || this.last === 'scale' ? this.add(tens, 'ten') : false;
    const scale =
      SCALES.get(name) ?? (this.last === 'nothing' ? undefined : SCALES.get(name.replace(/s$/, '')));
    if (scale !== undefined) return this.takeScale(scale);
    if (this.last !== 'nothing' || (name !== 'a' && name !== 'an')) return false;
    this.last = 'article';
    return true;
  }

  takeDecimals(digits: string): void {
    this.group += Number(`0.${digits}`);
    this.step = 10 ** -digits.length;
    this.last = 'decimals';
    this.next += digits.length + 1;
  }

  get mayHaveDecimals(): boolean {
    return this.last === 'unit' || this.last === 'ten';
  }

  result(): FlatNumber | undefined {
    if (this.last === 'nothing' || this.last === 'article') return undefined;
    const lastScale = this.last === 'scale' ? this.lastScale : undefined;
    return { next: this.next, value: this.total + this.group, step: this.step, lastScale };
  }

  /** "A hundred" and "hundred" are one of them. */
  private get counted(): number {
    return this.last === 'nothing' || this.last === 'article' ? 1 : this.group;
  }

  private takeUnit(value: number): boolean {
    if (this.last === 'ten') return value > 0 && value < 10 ? this.add(value, 'unit') : false;
    return this.last === 'nothing' || this.last === 'scale' ? this.add(value, 'unit') : false;
  }

  private add(value: number, kind: Kind): boolean {
    this.group += value;
    this.step = 1;
    this.last = kind;
    this.lastScale = undefined;
    return true;
  }

  private takeScale(scale: number): boolean {
    if (scale <= 100) {
      // "Three hundred" is said of exactly so many, "three million" of about so many.
      if (this.last === 'scale') return false;
      this.group = this.counted * scale;
      if (this.step < 1) this.step *= scale;
    } else if (this.last === 'scale' && this.group === 0) {
      this.total *= scale;
      this.step *= scale;
    } else {
      this.total += this.counted * scale;
      this.group = 0;
      this.step = (this.step < 1 ? this.step : 1) * scale;
    }
    this.last = 'scale';
    this.lastScale = scale;
    return true;
  }
}

function digitsAfterPoint(words: readonly Word[], at: number): string {
  if (words[at]?.name !== 'point' || !isJoined(words, at)) return '';
  let digits = '';
  for (let next = at + 1; isJoined(words, next); next += 1) {
    const name = words[next]?.name ?? '';
    const digit = name === 'oh' ? 0 : (UNITS.get(name) ?? 10);
    if (digit > 9) break;
    digits += String(digit);
  }
  return digits;
}

/** The number that begins at a word and has no "and" in it. */
export function flatNumber(words: readonly Word[], at: number): FlatNumber | undefined {
  const tally = new Tally(at);
  while (tally.next === at || isJoined(words, tally.next)) {
    if (!tally.take(words[tally.next]?.name ?? '')) break;
    tally.next += 1;
    const digits = tally.mayHaveDecimals ? digitsAfterPoint(words, tally.next) : '';
    if (digits !== '') tally.takeDecimals(digits);
  }
  return tally.result();
}
