import fc from 'fast-check';
import { ANY_CHARACTER } from '../../kernel/characters.fixture';
import { ungroundedNumbers } from './grounding';

/** Pieces that meet in every way: numbers, units, words, names, marks and signs. */
const piece = fc.oneof(
  fc.constantFrom(
    '1',
    '23',
    '456',
    '0',
    '.',
    ',',
    '-',
    '–',
    '−',
    '%',
    ' ',
    '\u00A0',
    '\u202F',
    '\n',
    "'",
    '/',
  ),
  fc.constantFrom(
    'k',
    'M',
    ' million',
    ' percent',
    'e',
    '^',
    '×10',
    'st',
    'x',
    '$',
    '€',
    '**',
    '`',
    '\\',
    '_',
  ),
  fc.constantFrom(
    'twenty',
    ' and ',
    'a ',
    'half',
    'hundred',
    ' point ',
    'three',
    'dozen',
    '-two',
    'quarters',
  ),
  fc.constantFrom(
    'step_2',
    '2026',
    'March ',
    'Q1',
    '½',
    '²',
    '٣',
    '４',
    '\u200B',
    '➋',
    '𝟗',
    '🙂',
    '1. ',
    '\u0301',
  ),
  fc.string({ unit: 'grapheme' }),
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
const data = fc.oneof(fc.jsonValue(), fc.constant({ name: 'step_2', from: '2026-03-15', list: [1, 23] }));

describe('what is told of', () => {
  it('stands in the text, once', () => {
    fc.assert(
      fc.property(fc.array(text), data, (texts, known) => {
        const told = ungroundedNumbers(texts, known);
        expect(new Set(told).size).toBe(told.length);
        for (const number of told)
          expect(number !== '' && texts.some((each) => each.includes(number))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('is nothing where there is neither a digit nor a number word', () => {
    const word = fc.constantFrom(
      'Revenue',
      'grew',
      'by',
      'half',
      'and',
      'a',
      'point',
      'percent',
      'one',
      '%',
      '-',
      '$',
    );
    const words = fc.array(fc.oneof(word, fc.string({ unit: ANY_CHARACTER })));
    fc.assert(
      fc.property(words, data, (said, known) => {
        const prose = said.map((each) => (/\p{N}/u.test(each.normalize('NFKD')) ? '…' : each)).join(', ');
        expect(ungroundedNumbers([prose], known)).toEqual([]);
      }),
    );
  });

  it('is every number beside a known name', () => {
    const name = fc.stringMatching(/^[a-z]{2,8}[-_][a-z]?[1-9]{1,3}$/);
    const around = fc.constantFrom(' ', ', ', ' – ', ': ', '\n', ' (', '; ', ' = ');
    fc.assert(
      fc.property(
        name,
        around,
        around,
        fc.integer({ min: 1000, max: 9999 }),
        (known, left, right, number) => {
          const said = `${String(number)}%${left}${known}${right}${String(number)}.5`;
          expect(ungroundedNumbers([said], { known })).toEqual([`${String(number)}%`, `${String(number)}.5`]);
        },
      ),
    );
  });
});
