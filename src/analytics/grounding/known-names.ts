import { foldText } from './folded-text';

/** Longer ones are prose, and prose in the data vouches for nothing. */
export const MAX_NAME_LENGTH = 100;
/** "2026-03-15T00:00:00.000+01:00" has nine parts. */
export const MAX_NAME_PARTS = 9;

const NAME = /^[\p{L}\p{N}_]+(?:[-.:/+@][\p{L}\p{N}_]+)*$/u;
const DATE = /^((?:19|20|21)\d{2})-(\d{2})-(\d{2})(?:t|$)/;
const YEAR = /^((?:19|20|21)\d{2})(?:$|-(?:\d{2}|q[1-4]|h[12]|w\d{2})(?:$|-\d{2}))/;
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
/** Labels of any year's quarters and halves. */
const PARTS_OF_YEARS = ['q1', 'q2', 'q3', 'q4', 'h1', 'h2'];

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const upTo = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => twoDigits(i + 1));

/** How a known year and its parts are written. A day is known only by its own date. */
function yearNames(year: string): readonly string[] {
  const months = upTo(12).map((month) => `${year}-${month}`);
  const weeks = upTo(53).map((week) => `${year}-w${week}`);
  const parts = PARTS_OF_YEARS.flatMap((part) => [`${year}-${part}`, `${part}-${year}`, `${year}${part}`]);
  return [year, `fy${year}`, `cy${year}`, ...months, ...weeks, ...parts];
}

/** "March 15", "15 Mar", "15th March" for 2026-03-15. */
function dayNames(month: number, day: number): readonly string[] {
  const name = MONTHS[month - 1];
  if (name === undefined || day < 1 || day > 31) return [];
  const tens = Math.floor(day / 10) === 1 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  const days = [String(day), twoDigits(day), `${String(day)}${tens}`];
  const names = [name, name.slice(0, 3), ...(month === 9 ? ['sept'] : [])];
  return names.flatMap((each) => days.flatMap((written) => [`${each} ${written}`, `${written} ${each}`]));
}

function periodNames(period: string): readonly string[] {
  const date = DATE.exec(period);
  const year = date?.[1] ?? YEAR.exec(period)?.[1];
  if (year === undefined) return [];
  if (date === null) return yearNames(year);
  return [...yearNames(year), period.slice(0, 10), ...dayNames(Number(date[2]), Number(date[3]))];
}

/** The names with digits that the strings of the data make known, in lower case: slugs, periods and their words. */
export function knownNames(strings: Iterable<string>): ReadonlySet<string> {
  const names = new Set(PARTS_OF_YEARS);
  const years = new Set<string>();
  for (const string of strings) {
    if (string.length > MAX_NAME_LENGTH) continue;
    const name = foldText(string).text.toLowerCase();
    if (!/\p{N}/u.test(name) || !NAME.test(name)) continue;
    names.add(name);
    for (const end of name.split('/')) for (const each of periodNames(end)) years.add(each);
  }
  return years.size === 0 ? names : new Set([...names, ...years]);
}
