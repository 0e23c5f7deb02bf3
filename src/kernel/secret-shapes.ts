/** Where a word begins: also behind what JSON or a URL has escaped. */
const BEGINS = String.raw`(?:(?<![0-9A-Za-z])|(?<=\\(?:[bfnrt]|u[0-9A-Fa-f]{4})|%[0-9A-Fa-f]{2}))`;

/** What credentials look like, wherever they stand, and what is said in their place. */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  // An underscore or a dot before it is a part of no key; ours are known anywhere by their shape.
  [new RegExp(`${BEGINS}sps?_[0-9A-Za-z_]+|sps?_[0-9A-Za-z]{12}\\w*`, 'gi'), '[key]'],
  [new RegExp(`${BEGINS}(?:sk-|AKIA)[0-9A-Za-z_-]+`, 'gi'), '[key]'],
  [new RegExp(String.raw`${BEGINS}eyJ[0-9A-Za-z_-]+(?:\.[0-9A-Za-z_+/=-]*)*`, 'g'), '[token]'],
  // Our own sentences show the shape of a header with an ellipsis.
  [/\b(Bearer|Basic)[\s=:]+(?!\w*…)\S+/gi, '$1 [credential]'],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@]+@/gi, '$1[credential]@'],
];

/** The text without anything that has the shape of a credential. */
export function withoutSecretShapes(text: string): string {
  let rest = text;
  for (const [pattern, mark] of SECRET_SHAPES) rest = rest.replace(pattern, mark);
  return rest;
}

/**
 * What a text has to contain for one of the shapes to be in it, as the source of a regular expression that is quick to
 * look for; texts without secrets may have it too.
 */
export const SECRET_SIGNS =
  '[sS][pP][sS]?_|[sS][kK]-|[aA][kK][iI][aA]|eyJ|[bB][eE][aA][rR][eE][rR]|[bB][aA][sS][iI][cC][\\s=:\\\\]|:\\/\\/[^\\s/@]*@';
