import { withoutSecretShapes } from '../kernel';

/** The longest sample of an error's words. */
const LONGEST = 240;
/** No more of an error is looked at: ours are shorter, but for what they repeat of a request. */
const LOOKED_AT = 20_000;

const LONG_TOKEN = /(?<![0-9A-Za-z+/_=-])[0-9A-Za-z+/_=-]{24,}/g;
/** Paths, and names of settings and codes. */
const PLAIN_TOKEN = /^(?:[a-z/_-]+|[A-Z_]+)$/;

/** Besides credentials: where something is, and who is asked there. */
const ADDRESSES = [
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/\S+/gi,
  /[^\s@]{0,63}[\p{L}\p{N}]@[\p{L}\p{N}][^\s@]{0,254}/gu,
];

/** The words of an error without secrets, on one line, well-formed and not too long. */
export function redacted(words: string): string {
  let text = beginningOf(words)
    // What is not seen would keep the halves of a secret apart.
    .replace(/\p{Default_Ignorable_Code_Point}|\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]+/gu, ' ');
  text = withoutSecretShapes(text);
  for (const pattern of ADDRESSES) text = text.replace(pattern, '[address]');
  text = text.replace(LONG_TOKEN, (token) => (PLAIN_TOKEN.test(token) ? token : '[long text]'));
  return text.length > LONGEST ? `${wellFormed(text.slice(0, LONGEST - 1))}…` : text;
}

/** Without the last word of what is cut: half of a secret does not look like one. */
function beginningOf(words: string): string {
  return words.length > LOOKED_AT ? words.slice(0, LOOKED_AT).replace(/\S*$/, '') : words;
}

/** Without the half of a character that a cut leaves. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '');
}
