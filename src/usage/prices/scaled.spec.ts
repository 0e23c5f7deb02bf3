import fc from 'fast-check';
import { scaled } from './scaled';

describe('a scaled number', () => {
  it.each([
    [0, 6, 0n],
    [0.125, 6, 125_000n],
    [1.1, 6, 1_100_000n],
    [0.1 + 0.2, 6, undefined],
    [100_000, 6, 100_000_000_000n],
    [0.000001, 6, 1n],
    [0.0000001, 6, undefined],
    [1e-7, 12, 100_000n],
    [0.0123456, 6, undefined],
    [-0.5, 6, -500_000n],
    [12, 0, 12n],
  ])('%p with %i places is %p', (value, places, expected) => {
    expect(scaled(value, places)).toBe(expected);
  });

  it('is exact for every price that can be written', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 11n), (parts) => {
        const text = `${String(parts / 1_000_000n)}.${String(parts % 1_000_000n).padStart(6, '0')}`;
        expect(scaled(Number(text), 6)).toBe(parts);
      }),
    );
  });
});
