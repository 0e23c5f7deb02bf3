/** A word of a text, in lower case. */
export interface Word {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Only a space, a line break or a hyphen stands between it and the word before. */
  readonly joined: boolean;
  readonly hyphened: boolean;
}

const WORD = /[a-z]+/gi;
const JOINT = /^(?:[\s*_~]+|-)$/;

export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let before = 0;
  for (const match of text.matchAll(WORD)) {
    const gap = text.slice(before, match.index);
    const end = match.index + match[0].length;
    const name = match[0].toLowerCase();
    words.push({ name, start: match.index, end, joined: JOINT.test(gap), hyphened: gap === '-' });
    before = end;
  }
  return words;
}

/** Whether there is such a word and it goes on from the one before. */
export function isJoined(words: readonly Word[], at: number): boolean {
  return words[at]?.joined === true;
}
