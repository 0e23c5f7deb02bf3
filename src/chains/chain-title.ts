const LONGEST = 80;
const LINE_ENDS = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;
/** Of control characters, those that turn the direction of a whole page among them; and halves of surrogate pairs. */
const UNFIT = /[\p{Cc}\p{Bidi_Control}\p{Cs}]/gu;
const SURROGATE = /[\ud800-\udfff]/;
/** Nothing to clean: visible ASCII, with single blanks between. */
const CLEAN = /^[!-~]+(?: [!-~]+)*$/;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** The first line that says something, in at most 80 characters (code points); `neutral` where none does. */
export function titleOf(text: string, neutral: string): string {
  for (const line of text.split(LINE_ENDS)) {
    const bare = line.trim();
    if (CLEAN.test(bare)) return shortened(bare);
    // Blanks again: what stood between two of them may be gone.
    const title = bare.replace(/\s+/g, ' ').replace(UNFIT, '').replace(/ +/g, ' ').trim();
    if (VISIBLE.test(title)) return shortened(title);
  }
  return neutral;
}

function shortened(title: string): string {
  if (title.length <= LONGEST) return title;
  if (!SURROGATE.test(title.slice(0, LONGEST))) return `${title.slice(0, LONGEST - 1).trimEnd()}…`;
  // A character takes two units at most.
  const characters = Array.from(title.slice(0, 2 * LONGEST + 2));
  if (characters.length <= LONGEST) return title;
  return `${characters
    .slice(0, LONGEST - 1)
    .join('')
    .trimEnd()}…`;
}
