import fc from 'fast-check';
import { validated } from '../../../http';
import { CohortMetrics } from './cohort.metrics';
import { type CohortCounts, CohortParameters } from './cohort.parameters';
import { cohortAnalysis } from '../../queries/cohort-analysis.query';
import { monthAfter } from '../figures';
import { expectToldWhole } from '../figures.fixture';

const counts = fc
  .constantFrom(3, 1000, 1_000_000_000)
  .chain((most) =>
    fc.record({
      size: fc.integer({ min: 1, max: most }),
      shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 36 }),
    }),
  )
  .map(({ size, shares }) => ({
    size,
    retained: shares.map((share) => Math.floor(size * share)).sort((one, other) => other - one),
  }));

/** In any order of months, some of them missing. */
const cohorts: fc.Arbitrary<CohortCounts[]> = fc
  .uniqueArray(fc.nat({ max: 60 }), { minLength: 1, maxLength: 36 })
  .chain((months) =>
    fc
      .tuple(...months.map(() => counts))
      .map((all) => all.map((one, index) => ({ cohort: monthAfter('2026-11', months[index] ?? 0), ...one }))),
  );

const metricsOf = (given: CohortCounts[]): CohortMetrics =>
  cohortAnalysis.compute({ data: { cohorts: given } });

it('whatever the cohorts, the metrics are whole and keep the rules of their DTO', async () => {
  await fc.assert(
    fc.asyncProperty(cohorts, async (given) => {
      const metrics = cohortAnalysis.compute(await validated(CohortParameters, { data: { cohorts: given } }));
      expectToldWhole(metrics);
      await expect(validated(CohortMetrics, metrics)).resolves.toEqual(metrics);
    }),
  );
});

it('the order of the cohorts does not matter, and is left as it came', () => {
  const shuffled = cohorts.chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc.shuffledSubarray(given, { minLength: given.length, maxLength: given.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([given, other]) => {
      const before = JSON.stringify(given);
      expect(metricsOf(other)).toEqual(metricsOf(given));
      expect(JSON.stringify(given)).toBe(before);
    }),
  );
});

it('each point of the curve lies between the lowest and the highest cohort there', () => {
  fc.assert(
    fc.property(cohorts, (given) => {
      const metrics = metricsOf(given);
      expect(metrics.curve).toHaveLength(Math.max(...given.map(({ retained }) => retained.length)) + 1);
      for (const { period, rate, cohorts: observed } of metrics.curve) {
        const rates = metrics.cohorts.flatMap((one) => one.rates[period] ?? []);
        expect(rates).toHaveLength(observed);
        expect(rate).toBeGreaterThanOrEqual(Math.min(...rates));
        expect(rate).toBeLessThanOrEqual(Math.max(...rates));
      }
    }),
  );
});

it('the best and the worst cohort are so among those at the compared period, which only one exceeds', () => {
  fc.assert(
    fc.property(cohorts, (given) => {
      const { cohorts: matrix, compared_period: period, best_cohort, worst_cohort } = metricsOf(given);
      const longer = (than: number): number => matrix.filter(({ rates }) => rates.length > than).length;
      if (period === null) {
        expect(longer(1)).toBeLessThan(2);
        return;
      }
      expect(longer(period)).toBeGreaterThanOrEqual(2);
      expect(longer(period + 1)).toBeLessThan(2);
      const rates = matrix.flatMap((one) => one.rates[period] ?? []);
      expect(best_cohort?.rate).toBe(Math.max(...rates));
      expect(worst_cohort?.rate).toBe(Math.min(...rates));
    }),
  );
});

it('where all cohorts are equally old, the curve is what is left by the churn of every period', () => {
  const even = fc.tuple(fc.integer({ min: 0, max: 12 }), cohorts).map(([periods, given]) =>
    given.map(({ cohort, size, retained }) => ({
      cohort,
      size,
      retained: Array.from({ length: periods }, (_, at) => retained[at] ?? 0),
    })),
  );
  fc.assert(
    fc.property(even, (given) => {
      let left = 1;
      for (const { rate, churn_rate } of metricsOf(given).curve) {
        left *= 1 - (churn_rate ?? 0);
        expect(Math.abs(rate - left)).toBeLessThan(2e-5);
      }
    }),
  );
});

it('missing months and cohorts together are every month from the first to the last', () => {
  fc.assert(
    fc.property(cohorts, (given) => {
      const { cohorts: matrix, missing_cohorts } = metricsOf(given);
      const months = new Set(matrix.map(({ cohort }) => cohort));
      for (const { first, last } of missing_cohorts) {
        expect(months.has(monthAfter(first, -1))).toBe(true);
        expect(months.has(monthAfter(last, 1))).toBe(true);
        for (let month = first; month <= last; month = monthAfter(month, 1)) {
          expect(months.has(month)).toBe(false);
          months.add(month);
        }
      }
      const all = [...months].sort();
      expect(all.slice(1)).toEqual(all.slice(0, -1).map((month) => monthAfter(month, 1)));
    }),
  );
});
