import fc from 'fast-check';
import { Z_95 } from './normal-distribution';
import { proportions } from './proportion.fixture';
import { wilsonInterval } from './wilson-interval';

describe('the Wilson interval', () => {
  // Newcombe (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is as published', (successes, trials, lower, upper) => {
    const interval = wilsonInterval({ successes, trials });
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('reaches from nothing to everything where nothing is known but one case', () => {
    // By hand: the far end of 1 in 1 is (2 + z² - z²) / (2 (1 + z²)) = 1 / (1 + 3.841459) = 0.206549.
    expect(wilsonInterval({ successes: 1, trials: 1 }).lower).toBeCloseTo(0.206549, 6);
    expect(wilsonInterval({ successes: 1, trials: 1 }).upper).toBe(1);
    expect(wilsonInterval({ successes: 0, trials: 1 }).lower).toBe(0);
  });

  it('lies between 0 and 1 and holds the share, and failures have its mirror image', () => {
    fc.assert(
      fc.property(proportions(), ({ successes, trials }) => {
        const { lower, upper } = wilsonInterval({ successes, trials });
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(successes / trials);
        expect(upper).toBeGreaterThanOrEqual(successes / trials);
        expect(upper).toBeLessThanOrEqual(1);
        const failures = wilsonInterval({ successes: trials - successes, trials });
        expect(failures.lower).toBeCloseTo(1 - upper, 12);
        expect(failures.upper).toBeCloseTo(1 - lower, 12);
      }),
    );
  });

  it('ends where a share of that height would be just as far off as z', () => {
    const some = proportions(2).filter(({ successes, trials }) => successes > 0 && successes < trials);
    fc.assert(
      fc.property(some, ({ successes, trials }) => {
        const share = successes / trials;
        const { lower, upper } = wilsonInterval({ successes, trials });
        for (const end of [lower, upper]) {
          const off = Math.abs(share - end) / Math.sqrt((end * (1 - end)) / trials);
          expect(off).toBeCloseTo(Z_95, 3);
        }
      }),
    );
  });
});
