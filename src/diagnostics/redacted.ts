/** The longest sample of an error's words. */
const LONGEST = 240;
/** No more of an error is looked at: ours are shorter, but for what they repeat of a request. */
const LOOKED_AT = 20_000;

const LONG_TOKEN = /(?<![0-9A-Za-z+/_=-])[0-9A-Za-z+/_=-]{24,}/g;
/** Paths, and names of settings and codes. */
const PLAIN_TOKEN = /^(?:[a-z/_-]+|[A-Z_]+)$/;

/** What must not leave the gateway, nor reach a model: credentials, addresses, and anything that looks like a secret. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // An underscore or a dot before it is a part of no key; ours are known anywhere by their shape.
  [/(?<![0-9A-Za-z])sp_[0-9A-Za-z_]+|sp_[0-9A-Za-z]{12}_\w*/gi, '[key]'],
  [/(?<![0-9A-Za-z])(?:sk-|AKIA)[0-9A-Za-z_-]+/gi, '[key]'],
  [/(?<![0-9A-Za-z])eyJ[0-9A-Za-z_-]+(?:\.[0-9A-Za-z_+/=-]*)*/g, '[token]'],
  // Our own sentences show the shape of a header with an ellipsis.
  [/\b(Bearer|Basic)[\s=:]+(?!\w*…)\S+/gi, '$1 [credential]'],
  [/\b[a-z][a-z0-9+.-]{0,30}:\/\/\S+/gi, '[address]'],
  [/[^\s@]{0,63}[\p{L}\p{N}]@[\p{L}\p{N}][^\s@]{0,254}/gu, '[address]'],
];

/** The words of an error without secrets, on one line, well-formed and not too long. */
export function redacted(words: string): string {
  let text = beginningOf(words)
    // What is not seen would keep the halves of a secret apart.
    .replace(/\p{Default_Ignorable_Code_Point}|\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]+/gu, ' ');
  for (const [pattern, mark] of SECRETS) text = text.replace(pattern, mark);
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
