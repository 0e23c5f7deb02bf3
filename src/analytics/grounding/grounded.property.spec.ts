import fc from 'fast-check';
import { ungroundedNumbers } from './grounding';

const decimals = fc.integer({ min: 0, max: 4 });
const amount = fc
  .oneof(
    fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
  )
  // Floating point keeps no digits of what is smaller still.
  .map((value) => (Math.abs(value) < 1e-200 ? 0 : value));
const PRINTED: Readonly<Record<string, (value: number, decimals: number) => string>> = {
  plainly: (value, shown) => value.toFixed(shown),
  'with thousands': (value, shown) =>
    value.toLocaleString('en-US', { minimumFractionDigits: shown, maximumFractionDigits: shown }),
  'with narrow spaces': (value, shown) =>
    value
      .toLocaleString('en-US', { minimumFractionDigits: shown, maximumFractionDigits: shown })
      .replaceAll(',', '\u202F'),
  'as a percentage': (value, shown) => `${(value * 100).toFixed(shown)}%`,
  'in words of per cent': (value, shown) => `${(value * 100).toFixed(shown)} percent`,
  'already in per cent': (value, shown) => `${value.toFixed(shown)} %`,
  'in thousands': (value, shown) => `$${(value / 1e3).toFixed(shown)}k`,
  'in millions': (value, shown) => `${(value / 1e6).toFixed(shown)}M`,
  'in billions': (value, shown) => `${(value / 1e9).toFixed(shown)} billion`,
  'with an exponent': (value, shown) => value.toExponential(shown),
};

describe('what the data hold', () => {
  it.each(Object.entries(PRINTED))('is grounded when printed %s', (_how, print) => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1 }), fc.nat(), decimals, (data, pick, shown) => {
        const value = data[pick % data.length] ?? 0;
        expect(ungroundedNumbers([`It was ${print(value, shown)}, all told.`], { data })).toEqual([]);
      }),
    );
  });

  it('grounds what it rounds to and nothing else', () => {
    const small = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(fc.array(small, { minLength: 1 }), small, decimals, (data, value, shown) => {
        const text = value.toFixed(shown);
        const distance = Math.min(...data.map((known) => Math.abs(known - Number(text))));
        const margin = 10 ** -shown / 2;
        fc.pre(Math.abs(distance - margin) > 1e-9);
        // Spelled as fields: a list would make its length known.
        const fields = Object.fromEntries(data.map((known, index) => [`field${'x'.repeat(index)}`, known]));
        expect(ungroundedNumbers([text], fields)).toEqual(distance <= margin ? [] : [text]);
      }),
      { numRuns: 500 },
    );
  });

  it('grounds the same in any order', () => {
    const shuffled = fc
      .array(amount, { minLength: 1 })
      .chain((data) => fc.tuple(fc.constant(data), fc.shuffledSubarray(data, { minLength: data.length })));
    fc.assert(
      fc.property(shuffled, fc.array(amount), decimals, ([data, other], said, shown) => {
        const texts = said.concat(data).map((value) => `So ${value.toFixed(shown)}.`);
        expect(ungroundedNumbers(texts, other)).toEqual(ungroundedNumbers(texts, data));
      }),
    );
  });
});
