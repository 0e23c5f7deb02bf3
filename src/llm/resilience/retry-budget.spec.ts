import fc from 'fast-check';
import { FixedClock } from '../../kernel/clock.fixture';
import { RetryBudget } from './retry-budget';

const taken = (budget: RetryBudget, tries: number): number =>
  Array.from({ length: tries }, () => budget.withdraw()).filter(Boolean).length;

describe('the retries that a process allows itself', () => {
  it('are at most four and a tenth of the requests, in an instant, however they come', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (isRequest) => {
        const clock = new FixedClock();
        const budget = new RetryBudget(() => clock.now());
        let requests = 0;
        let retries = 0;
        for (const request of isRequest) {
          if (request) {
            requests += 1;
            budget.deposit();
          } else if (budget.withdraw()) retries += 1;
          expect(retries).toBeLessThanOrEqual(4 + requests / 10);
        }
      }),
    );
  });

  it.each([
    [0, 0, 4],
    [9, 0, 4],
    [11, 0, 5],
    [1000, 0, 8],
    [0, 1999, 4],
    [0, 2000, 5],
    [0, 3_600_000, 8],
  ])('after %i requests and %i ms are %s', (requests, ms, retries) => {
    const clock = new FixedClock();
    const budget = new RetryBudget(() => clock.now());
    for (let request = 0; request < requests; request += 1) budget.deposit();
    clock.advance(ms);
    expect(taken(budget, 100)).toBe(retries);
  });

  it('come back with time: one in two seconds', () => {
    const clock = new FixedClock();
    const budget = new RetryBudget(() => clock.now());
    expect(taken(budget, 100)).toBe(4);
    clock.advance(1999);
    expect(budget.withdraw()).toBe(false);
    clock.advance(1);
    expect(taken(budget, 100)).toBe(1);
    clock.advance(10_000);
    expect(taken(budget, 100)).toBe(5);
  });

  it('are no more and no fewer when the clock is set back', () => {
    const clock = new FixedClock();
    const budget = new RetryBudget(() => clock.now());
    clock.advance(-3_600_000);
    expect(taken(budget, 100)).toBe(4);
  });
});
