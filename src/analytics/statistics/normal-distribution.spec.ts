import fc from 'fast-check';
import { twoSidedP, Z_95 } from './normal-distribution';

describe('the two-sided p-value of z', () => {
  // erfc(z / √2) as mpmath has it to 40 digits.
  it.each([
    [0, 1],
    [0.5, 0.6170750774519738],
    [1, 0.3173105078629141],
    [1.999, 0.04560835386531778],
    [2, 0.04550026389635842],
    [3, 0.002699796063260189],
    [5, 5.733031437583878e-7],
    [8, 1.2441921148543568e-15],
    [20, 5.5072482372124675e-89],
    [37, 1.1451142445049154e-299],
  ])('of %d is %d, to 1e-13 of it', (z, p) => {
    expect(Math.abs(twoSidedP(z) / p - 1)).toBeLessThan(1e-13);
  });

  it('is 5 % where 95 % lie nearer to zero', () => {
    expect(twoSidedP(Z_95)).toBeCloseTo(0.05, 15);
  });

  // Abramowitz and Stegun (1964), table 26.1: P(1) and P(1.64).
  it.each([
    [1, 0.841344746068543],
    [1.64, 0.949497416525896],
  ])('of %d agrees with the table', (z, below) => {
    expect(1 - twoSidedP(z) / 2).toBeCloseTo(below, 14);
  });

  it('is zero where nothing is left that a number can hold', () => {
    expect(twoSidedP(40)).toBe(0);
    expect(twoSidedP(44_721)).toBe(0);
  });

  it('does not depend on the side, and falls with the distance', () => {
    const distance = fc.double({ min: 0, max: 50, noNaN: true });
    fc.assert(
      fc.property(distance, distance, (one, other) => {
        expect(twoSidedP(-one)).toBe(twoSidedP(one));
        const [near, far] = one < other ? [one, other] : [other, one];
        expect(twoSidedP(far)).toBeLessThanOrEqual(twoSidedP(near) * (1 + 1e-13));
        expect(twoSidedP(far)).toBeGreaterThanOrEqual(0);
        expect(twoSidedP(near)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
