import fc from 'fast-check';
import { validated } from '../../../http';
import { ChurnMetrics } from './churn.metrics';
import { type ChurnData, ChurnParameters, PERIOD_LENGTHS } from './churn.parameters';
import { churnAnalysis } from '../../queries/churn-analysis.query';
import { monthAfter } from '../figures';
import { expectToldWhole } from '../figures.fixture';

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** What there was, and what of it was lost. */
const loss = (most: number) =>
  fc
    .tuple(
      fc.oneof(fc.constant(0), fc.nat({ max: most })),
      fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    )
    .map(([start, share]) => ({ start, lost: Math.floor(start * share) }));

const losses = fc.record({
  length: fc.constantFrom(...PERIOD_LENGTHS),
  withRevenue: fc.boolean(),
  periods: fc.array(fc.record({ customers: loss(1_000_000), cents: loss(1_000_000_000) }), {
    minLength: 1,
    maxLength: 60,
  }),
  reasons: fc.uniqueArray(
    fc.record({ code: fc.stringMatching(/^[a-z0-9_-]{1,6}$/), weight: fc.nat({ max: 9 }) }),
    {
      selector: ({ code }) => code,
      maxLength: 40,
    },
  ),
});

type Losses = typeof losses extends fc.Arbitrary<infer Made> ? Made : never;

/** Parameters as they may be sent, each amount of money `scale` times as much. */
function dataOf({ length, withRevenue, periods, reasons }: Losses, scale = 1): ChurnData {
  const lost = periods.reduce((all, { customers }) => all + customers.lost, 0);
  const weights = reasons.reduce((all, { weight }) => all + weight, 1);
  return {
    period_length: length,
    periods: periods.map(({ customers, cents }, at) => ({
      period: monthAfter('2026-11', at * MONTHS[length]),
      customers_start: customers.start,
      customers_lost: customers.lost,
      ...(withRevenue
        ? { revenue_start: (cents.start * scale) / 100, revenue_lost: (cents.lost * scale) / 100 }
        : {}),
    })),
    reasons: reasons.map(({ code, weight }) => ({ code, customers: Math.floor((lost * weight) / weights) })),
  };
}

const metricsOf = (data: ChurnData): ChurnMetrics => churnAnalysis.compute({ data });

it('whatever was lost, the metrics are whole and keep the rules of their DTO', async () => {
  await fc.assert(
    fc.asyncProperty(losses, async (given) => {
      const parameters = await validated(ChurnParameters, { data: dataOf(given) });
      const metrics = churnAnalysis.compute(parameters);
      expectToldWhole(metrics);
      await expect(validated(ChurnMetrics, metrics)).resolves.toEqual(metrics);
    }),
  );
});

it('churn is a share of what there was, and what is not lost is kept', () => {
  fc.assert(
    fc.property(losses, (given) => {
      const { overall, periods } = metricsOf(dataOf(given));
      const rates = [...periods, overall].flatMap((one) =>
        (Object.entries(one) as [string, number | null][]).filter(
          ([name, value]) => name.endsWith('_rate') && value !== null,
        ),
      );
      expect(rates.filter(([, rate]) => (rate as number) < 0 || (rate as number) > 1)).toEqual([]);
      const { logo_churn_rate: churn, logo_retention_rate: kept } = overall;
      if (churn !== null) expect(churn + (kept as number)).toBeCloseTo(1, 12);
    }),
  );
});

it('the rate of all periods lies between the best and the worst, a year loses no less than a period', () => {
  fc.assert(
    fc.property(losses, (given) => {
      const { overall } = metricsOf(dataOf(given));
      if (overall.logo_churn_rate === null) return;
      expect(overall.logo_churn_rate).toBeGreaterThanOrEqual(overall.best_period_logo_churn_rate as number);
      expect(overall.logo_churn_rate).toBeLessThanOrEqual(overall.worst_period_logo_churn_rate as number);
      expect(overall.annualised_logo_churn_rate).toBeGreaterThanOrEqual(overall.logo_churn_rate);
    }),
  );
});

it('the trailing rates are those of three periods alone', () => {
  fc.assert(
    fc.property(losses, (given) => {
      const data = dataOf(given);
      const { periods } = metricsOf(data);
      for (const [at, one] of periods.entries()) {
        if (at < 2) continue;
        const { overall } = metricsOf({ ...only(data), periods: data.periods.slice(at - 2, at + 1) });
        expect(one.trailing_logo_churn_rate).toBe(overall.logo_churn_rate);
        expect(one.trailing_revenue_churn_rate).toBe(overall.revenue_churn_rate);
      }
    }),
    { numRuns: 30 },
  );
});

const only = ({ period_length = 'month' }: ChurnData): Pick<ChurnData, 'period_length'> => ({
  period_length,
});

it('reasons are told the same in any order, and account with the unexplained for everybody lost', () => {
  fc.assert(
    fc.property(losses, fc.infiniteStream(fc.nat()), (given, keys) => {
      const metrics = metricsOf(dataOf(given));
      const shuffled = given.reasons
        .map((reason) => ({ reason, key: keys.next().value as number }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ reason }) => reason);
      expect(metricsOf(dataOf({ ...given, reasons: shuffled }))).toEqual(metrics);
      const explained = metrics.reasons.reduce((all, { customers }) => all + customers, 0);
      expect(explained + metrics.overall.unexplained_customers).toBe(metrics.overall.customers_lost);
      const cumulative = metrics.reasons.map((one) => one.cumulative_share_of_lost ?? 0);
      expect(cumulative).toEqual(cumulative.toSorted((a, b) => a - b));
    }),
  );
});

it('a hundred times the money leaves every rate alone', () => {
  const but = ({ overall: { revenue_lost, ...overall }, periods, reasons }: ChurnMetrics) => ({
    rates: { overall, periods, reasons },
    revenue_lost,
  });
  fc.assert(
    fc.property(losses, (given) => {
      const once = but(metricsOf(dataOf(given)));
      const more = but(metricsOf(dataOf(given, 100)));
      expect(more.rates).toEqual(once.rates);
      if (once.revenue_lost !== null) expect(more.revenue_lost).toBeCloseTo(once.revenue_lost * 100, 2);
    }),
  );
});
