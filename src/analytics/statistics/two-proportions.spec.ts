import fc from 'fast-check';
import { proportions } from './proportion.fixture';
import { leastExpected, twoProportionTest } from './two-proportions';

/** n (ad - bc)² over the product of the margins: Pearson's χ² of the table of both, which is z². */
function chiSquare(a: number, b: number, c: number, d: number): number {
  return ((a + b + c + d) * (a * d - b * c) ** 2) / ((a + b) * (c + d) * (a + c) * (b + d));
}

describe('the test of two proportions', () => {
  // By hand: 50 and 40 of 100 each pool to 0.45; √(0.45 · 0.55 · 0.02) = 0.0703562; 0.1 / 0.0703562 = 1.421338.
  it('of 50 and 40 in 100 is worked by hand', () => {
    const test = twoProportionTest({ successes: 50, trials: 100 }, { successes: 40, trials: 100 });
    expect(test?.z).toBeCloseTo(1.421338, 6);
    expect(test?.p).toBeCloseTo(0.155218, 6);
  });

  // By hand: 140 of 200 and 255 of 340 pool to 395 of 540; √(0.731481 · 0.268519 · 0.00794118) = 0.0394940.
  it('of 140 in 200 and 255 in 340 is below zero, as the first is lower', () => {
    const test = twoProportionTest({ successes: 140, trials: 200 }, { successes: 255, trials: 340 });
    expect(test?.z).toBeCloseTo(-1.266015, 5);
    expect(test?.p).toBeCloseTo(0.205507, 5);
  });

  it('finds no difference in equal shares', () => {
    expect(twoProportionTest({ successes: 1, trials: 2 }, { successes: 50, trials: 100 })).toEqual({
      z: 0,
      p: 1,
    });
  });

  it.each([
    [0, 0, 1, 2],
    [1, 2, 0, 0],
    [0, 5, 0, 9],
    [5, 5, 9, 9],
  ])('cannot tell %d in %d from %d in %d', (x1, n1, x2, n2) => {
    expect(twoProportionTest({ successes: x1, trials: n1 }, { successes: x2, trials: n2 })).toBeUndefined();
  });

  it('turns its sign and keeps its p-value when the two are swapped', () => {
    fc.assert(
      fc.property(proportions(0), proportions(0), (one, other) => {
        const test = twoProportionTest(one, other);
        const swapped = twoProportionTest(other, one);
        expect(swapped?.p).toBe(test?.p);
        if (test === undefined) return;
        expect((swapped?.z ?? NaN) + test.z).toBe(0);
        expect(Number.isFinite(test.z)).toBe(true);
        expect(test.p).toBeGreaterThanOrEqual(0);
        expect(test.p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("has Pearson's χ² as its square", () => {
    const counts = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(counts, counts, counts, counts, (a, b, c, d) => {
        const one = { successes: a, trials: a + b };
        const test = twoProportionTest(one, { successes: c, trials: c + d });
        const expected = chiSquare(a, b, c, d);
        expect(Math.abs((test?.z ?? NaN) ** 2 - expected)).toBeLessThan(1e-9 * (1 + expected));
      }),
    );
  });
});

describe('the least expected count', () => {
  // 3 of 30 and 9 of 20 pool to 12 of 50: 0.24 · 20 = 4.8; the failures, 0.76 · 20 = 15.2, are more.
  it('is of the smaller sample and the rarer outcome', () => {
    const one = { successes: 3, trials: 30 };
    const other = { successes: 9, trials: 20 };
    expect(leastExpected(one, other)).toBeCloseTo(4.8, 12);
    expect(leastExpected(other, one)).toBeCloseTo(4.8, 12);
    expect(leastExpected({ successes: 27, trials: 30 }, { successes: 11, trials: 20 })).toBeCloseTo(4.8, 12);
  });

  it('is zero where there is nothing, or one outcome only', () => {
    expect(leastExpected({ successes: 0, trials: 0 }, { successes: 9, trials: 20 })).toBe(0);
    expect(leastExpected({ successes: 0, trials: 0 }, { successes: 0, trials: 0 })).toBe(0);
    expect(leastExpected({ successes: 5, trials: 5 }, { successes: 9, trials: 9 })).toBe(0);
  });
});
