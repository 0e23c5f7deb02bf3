import fc from 'fast-check';

/** Unicode's code points without the 2048 surrogates. */
const SURROGATES = 0xd800;
const AFTER_THEM = 0xe000;
const LAST = 0x10ffff - (AFTER_THEM - SURROGATES);

/**
 * Any character of Unicode: the unit `binary` of fast-check, which to find out whether a word is made of it lists all
 * million of them, half a second in each file of tests.
 */
export const ANY_CHARACTER = fc.nat({ max: LAST }).map(
  (at) => String.fromCodePoint(at < SURROGATES ? at : at + AFTER_THEM - SURROGATES),
  (text) => {
    const point = typeof text === 'string' ? (text.codePointAt(0) ?? SURROGATES) : SURROGATES;
    const isOne = point < SURROGATES || point >= AFTER_THEM;
    if (!isOne || String.fromCodePoint(point) !== text) throw new Error('This is no character');
    return point < SURROGATES ? point : point - (AFTER_THEM - SURROGATES);
  },
);
