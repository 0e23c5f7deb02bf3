/** A text in which equal signs look equal, and where each of its characters stands in the original. */
export interface FoldedText {
  readonly original: string;
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** What a reader does not see: invisible characters, marks on letters, Markdown's bold, code and escapes. */
const UNSEEN = /^(?:[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Mn}\p{Me}`\\])$/u;
const RAISED = /^[²³¹⁰-₎]$/u;
const SPACE = /^[^\S\n\r]$/u;
const DIGIT = /^\p{Nd}$/u;
const FRACTIONS: ReadonlyMap<string, string> = new Map([
  ...Object.entries({ '½': '5', '⅓': '33', '⅔': '67', '¼': '25', '¾': '75', '⅕': '2', '⅖': '4', '⅗': '6' }),
  ...Object.entries({ '⅘': '8', '⅙': '17', '⅚': '83', '⅛': '125', '⅜': '375', '⅝': '625', '⅞': '875' }),
  ...Object.entries({ '⅐': '14', '⅑': '11', '⅒': '1' }),
]);
const SIGNS: readonly (readonly [string, RegExp])[] = [
  ['-', /^[\u2010\u2011\u2212]$/],
  ['–', /^[\u2012-\u2015]$/],
  ["'", /^[\u2018\u2019\u02BC]$/],
  ['.', /^\u066B$/],
  [',', /^\u066C$/],
  ['%', /^\u066A$/],
];

const signOf = (point: string): string | undefined => SIGNS.find(([, pattern]) => pattern.test(point))?.[0];

/** The value of a digit of any script: Unicode keeps the ten digits of a script together, from zero up. */
function digitOf(point: string): string {
  const code = point.codePointAt(0) ?? 0;
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}

function plainForm(point: string): string {
  const sign = signOf(point);
  if (sign !== undefined) return sign;
  if (UNSEEN.test(point)) return '';
  // A space that keeps digits together groups thousands; a plain one separates words.
  if (SPACE.test(point)) return point === ' ' || point === '\t' ? ' ' : '\u00A0';
  return Array.from(point.normalize('NFKD'), (part) => {
    if (DIGIT.test(part)) return digitOf(part);
    return signOf(part) ?? (UNSEEN.test(part) ? '' : part);
  }).join('');
}

/** Compatibility forms, digits of all scripts, dashes and spaces made plain. */
export function foldText(original: string): FoldedText {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const plainForms = new Map<string, string>();
  let length = 0;
  let previous = '';
  let raised = false;
  const put = (part: string, start: number, end: number): void => {
    if (part === '') return;
    parts.push(part);
    previous = part;
    length += part.length;
    while (starts.length < length) {
      starts.push(start);
      ends.push(end);
    }
  };
  let at = 0;
  for (const point of original) {
    const end = at + point.length;
    let plain = plainForms.get(point);
    if (plain === undefined) plainForms.set(point, (plain = plainForm(point)));
    const decimals = FRACTIONS.get(point);
    if (decimals !== undefined) plain = `${/\d$/.test(previous) ? '' : '0'}.${decimals}`;
    const bold = point === '*' && (original[at - 1] === '*' || original[end] === '*');
    const isRaised = RAISED.test(point);
    // 10² is no 102: what is raised is a number of its own.
    if (isRaised !== raised && /\d$/.test(previous)) put(isRaised ? '^' : ' ', at, at);
    if (!bold) put(plain, at, end);
    raised = isRaised;
    at = end;
  }
  return { original, text: parts.join(''), starts, ends };
}

/** The original words behind a part of the folded text. */
export function standsAs(folded: FoldedText, start: number, end: number): string {
  return folded.original.slice(folded.starts[start] ?? 0, folded.ends[end - 1] ?? 0);
}
