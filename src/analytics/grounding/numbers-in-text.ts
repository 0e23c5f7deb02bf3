import { masked } from './masked-text';
import { type NumberInText } from './number-in-text';
import { numbersInDigits } from './numbers-in-digits';
import { numbersInWords } from './numbers-in-words';

const DASH = /^ ?[-–] ?$/;
const TO = /^\s(?:to|or)\s$/i;
const AND = /^\s(?:and|&)\s$/i;
const BETWEEN = /\bbetween\s$/i;
/** As long as " and ". */
const LONGEST_BETWEEN = 5;

/** "5–10%" and "1–2M": the first has the unit of the second. "5 to 10%" shares only the per cent. */
function inRange(text: string, first: NumberInText, second: NumberInText): NumberInText {
  const between = text.slice(first.end, second.start);
  if (first.percent || first.scale !== 1 || (second.scale === 1 && !second.percent)) return first;
  // "This one and 10%" is no range.
  const isAnd =
    AND.test(between) &&
    (!first.prose || BETWEEN.test(text.slice(Math.max(0, first.start - 9), first.start)));
  if (DASH.test(between) || (second.percent && (TO.test(between) || isAnd))) {
    const { scale, percent } = second;
    return { ...first, value: first.value * scale, step: first.step * scale, scale, percent, prose: false };
  }
  return first;
}

/** The numbers of a folded text in order of appearance, in digits and in English words. Takes linear time. */
export function numbersInText(text: string): readonly NumberInText[] {
  const digits = [...numbersInDigits(text)].sort((one, other) => one.start - other.start);
  const words = numbersInWords(masked(text, digits));
  const all = [...digits, ...words].sort((one, other) => one.start - other.start);
  return all
    .map((number, index) => {
      const next = all[index + 1];
      if (next === undefined || next.start - number.end > LONGEST_BETWEEN) return number;
      return inRange(text, number, next);
    })
    .filter((number) => !number.prose);
}
