import fc from 'fast-check';
import { microUsd, toUsd } from './micro-usd';

describe('an amount in micro-USD', () => {
  it.each([
    [0n, 0],
    [1n, 0.000001],
    [1_234_567n, 1.234567],
    [1_000_000n, 1],
    [-500_000n, -0.5],
  ])('%p is %p dollars', (amount, dollars) => {
    expect(toUsd(microUsd(amount))).toBe(dollars);
  });

  it('comes back from its dollars, up to a billion of them', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 15n),
        (amount) => BigInt(Math.round(toUsd(microUsd(amount)) * 1e6)) === amount,
      ),
    );
  });
});
