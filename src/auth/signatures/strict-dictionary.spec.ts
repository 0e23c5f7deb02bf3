import fc from 'fast-check';
import { serializeDictionary, type Dictionary } from 'structured-headers';
import { strictDictionary } from './strict-dictionary';

/** What dictionaries are written with. */
const SIGNS = 'ab=;,:"()@%?10. -\\'.split('');

const name = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,6}$/);
const text = fc.stringMatching(/^[\x20-\x7e]{0,12}$/);
const parameters = fc.uniqueArray(fc.tuple(name, fc.oneof(text, fc.integer(), fc.boolean())), {
  selector: ([key]) => key,
  maxLength: 3,
});
const dictionary = fc
  .uniqueArray(fc.tuple(name, text, parameters), { selector: ([key]) => key, maxLength: 4 })
  .map((members): Dictionary => new Map(members.map(([key, value, more]) => [key, [value, new Map(more)]])));

describe('a strict dictionary', () => {
  it('reads whatever a serialiser writes', () => {
    fc.assert(
      fc.property(dictionary, (members) => {
        expect(strictDictionary(serializeDictionary(members))).toEqual(members);
      }),
    );
  });

  it('reads the same however its members are spaced', () => {
    const members = strictDictionary('a=("x" "y");b=1, c=:AAAA:');
    expect(members?.size).toBe(2);
    expect(strictDictionary('a=( "x"  "y" );  b=1 \t,\t c=:AAAA:')).toEqual(members);
    expect(strictDictionary('a=("x" "y");b=1,c=:AAAA:')).toEqual(members);
  });

  it('is empty where the text is', () => {
    expect(strictDictionary('')).toEqual(new Map());
  });

  it.each([
    ['a name twice', 'a=1, a=2'],
    ['a name twice with one value', 'a=1,a=1'],
    ['a parameter twice', 'a=1;b=1;b=2'],
    ['a whole number as a decimal', 'a=1.0'],
    ['leading zeros', 'a=01'],
    ['a minus before nothing', 'a=-0'],
    ['true at length', 'a=?1'],
    ['base64 with stray bits', 'a=:AB==:'],
    ['base64 without padding', 'a=:AA:'],
    ['a comma at the end', 'a=1,'],
    ['no member between commas', 'a=1,,b=1'],
    ['a list', '"a", "b"'],
    ['capital letters in a name', 'A=1'],
    ['an open string', 'a="b'],
    ['an open list', 'a=("b"'],
    ['open bytes', 'a=:AAAA'],
    ['a line break', 'a=1\n, b=2'],
    ['a no-break space', 'a=1,\u00a0b=2'],
    ['a date that is none', `a=@${'9'.repeat(40)}`],
    ['a number that is too long', `a=${'9'.repeat(16)}`],
    ['half a display string', 'a=%"%c3"'],
  ])('refuses %s', (_, junk) => {
    expect(strictDictionary(junk)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...SIGNS) })), (junk) => {
        strictDictionary(junk);
      }),
      { numRuns: 2000 },
    );
  });
});
