import fc from 'fast-check';
import { ungroundedNumbers } from './grounding';

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

function spelled(value: number, and: string): string {
  if (value < 20) return ONES[value] ?? '';
  const [unit, rest] =
    value < 100 ? [10, value % 10] : value < 1000 ? [100, value % 100] : [1000, value % 1000];
  const count = Math.floor(value / unit);
  if (unit === 10) return (TENS[count - 2] ?? '') + (rest === 0 ? '' : `-${ONES[rest] ?? ''}`);
  const head = `${spelled(count, ' ')} ${unit === 100 ? 'hundred' : 'thousand'}`;
  return rest === 0 ? head : head + (rest < 100 ? and : ' ') + spelled(rest, and);
}

describe('every way to write a number', () => {
  it('in English words', () => {
    fc.assert(
      fc.property(fc.integer({ min: 13, max: 999_999 }), fc.constantFrom(' ', ' and '), (value, and) => {
        const words = spelled(value, and);
        expect(ungroundedNumbers([`About ${words} came.`], { value })).toEqual([]);
        expect(ungroundedNumbers([`About ${words} came.`], { value: value + 1001 })).toEqual([words]);
      }),
    );
  });

  it('in the digits of any script', () => {
    const zero = fc.constantFrom(
      0x660,
      0x6f0,
      0x966,
      0x9e6,
      0xe50,
      0x1810,
      0xff10,
      0x104a0,
      0x1d7ce,
      0x1d7f6,
      0x1e950,
    );
    fc.assert(
      fc.property(zero, fc.nat({ max: 1e9 }), (first, value) => {
        const digits = Array.from(String(value), (digit) => String.fromCodePoint(first + Number(digit))).join(
          '',
        );
        expect(ungroundedNumbers([digits], { value })).toEqual([]);
        expect(ungroundedNumbers([digits], { value: value + 1 })).toEqual([digits]);
      }),
    );
  });
});
