import fc from 'fast-check';
import { validated } from '../../../http';
import { centsOf, monthAfter } from '../figures';
import { expectToldWhole } from '../figures.fixture';
import { MrrMetrics } from './mrr.metrics';
import { type MrrMovements, MrrParameters } from './mrr.parameters';
import { mrrAnalysis } from '../../queries/mrr-analysis.query';

interface Chance {
  readonly fresh: number;
  readonly expansion: number;
  readonly contracted: number;
  readonly churned: number;
}

const cents = fc.oneof(fc.constant(0), fc.nat({ max: 100_000_000 }));
const share = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const chances = fc.array(fc.record({ fresh: cents, expansion: cents, contracted: share, churned: share }), {
  minLength: 1,
  maxLength: 60,
});

/** Months that lose no more than they started with; each amount is `scale` times as much. */
function monthsOf(start: number, all: readonly Chance[], scale = 1): MrrMovements[] {
  let starting = start;
  return all.map(({ fresh, expansion, contracted, churned }, at) => {
    const contraction = Math.floor(starting * contracted);
    const lost = Math.floor((starting - contraction) * churned);
    const month = {
      month: monthAfter('2026-11', at),
      ...(at === 0 ? { starting_mrr: (start * scale) / 100 } : {}),
      new_mrr: (fresh * scale) / 100,
      expansion_mrr: (expansion * scale) / 100,
      contraction_mrr: (contraction * scale) / 100,
      churned_mrr: (lost * scale) / 100,
    };
    starting += fresh + expansion - contraction - lost;
    return month;
  });
}

const metricsOf = (months: MrrMovements[]): MrrMetrics => mrrAnalysis.compute({ data: { months } });

const months = fc.tuple(cents, chances).map(([start, all]) => monthsOf(start, all));

it('movements add up to the cent, month by month and in all', () => {
  fc.assert(
    fc.property(months, (given) => {
      const metrics = metricsOf(given);
      for (const one of [...metrics.months, metrics.overall]) {
        const won = centsOf(one.new_mrr) + centsOf(one.expansion_mrr);
        const lost = centsOf(one.contraction_mrr) + centsOf(one.churned_mrr);
        expect(centsOf(one.net_new_mrr)).toBe(won - lost);
        expect(centsOf(one.ending_mrr)).toBe(centsOf(one.starting_mrr) + centsOf(one.net_new_mrr));
        expect(one.ending_mrr).toBeGreaterThanOrEqual(0);
      }
      expect(metrics.months.slice(1).map((one) => one.starting_mrr)).toEqual(
        metrics.months.slice(0, -1).map((one) => one.ending_mrr),
      );
    }),
  );
});

it('gross retention is a share, and net retention exceeds it by the share of expansion', () => {
  fc.assert(
    fc.property(months, (given) => {
      for (const one of metricsOf(given).months) {
        if (one.starting_mrr === 0) continue;
        const gross = one.gross_revenue_retention as number;
        expect(gross).toBeGreaterThanOrEqual(0);
        expect(gross).toBeLessThanOrEqual(1);
        const net = one.net_revenue_retention as number;
        const expansion = one.expansion_mrr / one.starting_mrr;
        expect(Math.abs(net - gross - expansion)).toBeLessThanOrEqual(2e-6 + expansion * 1e-12);
      }
    }),
  );
});

it('the compound rate, kept up each month, leads from the first balance to the last', () => {
  fc.assert(
    fc.property(months, (given) => {
      const { overall } = metricsOf(given);
      if (overall.compound_monthly_growth_rate === null) return;
      const monthly = (overall.ending_mrr / overall.starting_mrr) ** (1 / overall.months) - 1;
      expect(Math.abs(overall.compound_monthly_growth_rate - monthly)).toBeLessThanOrEqual(
        5.1e-7 + monthly * 1e-12,
      );
    }),
  );
});

it('whatever the months, the metrics are whole and keep the rules of their DTO', async () => {
  await fc.assert(
    fc.asyncProperty(months, async (given) => {
      const parameters = await validated(MrrParameters, { data: { months: given } });
      const metrics = mrrAnalysis.compute(parameters);
      expectToldWhole(metrics);
      await expect(validated(MrrMetrics, metrics)).resolves.toEqual(metrics);
    }),
  );
});

it('a hundred times the money leaves every rate alone', () => {
  const ratesOf = ({ overall, months: each }: MrrMetrics) => [
    [overall.growth_rate, overall.quick_ratio, overall.compound_monthly_growth_rate],
    ...each.map((one) => [
      one.growth_rate,
      one.quick_ratio,
      one.gross_revenue_retention,
      one.net_revenue_retention,
    ]),
  ];
  fc.assert(
    fc.property(cents, chances, (start, all) => {
      expect(ratesOf(metricsOf(monthsOf(start, all, 100)))).toEqual(ratesOf(metricsOf(monthsOf(start, all))));
    }),
  );
});

it('spelling out what follows changes nothing', () => {
  fc.assert(
    fc.property(months, (given) => {
      const metrics = metricsOf(given);
      const spelled = metrics.months.map(
        ({ month, starting_mrr, new_mrr, expansion_mrr, contraction_mrr, churned_mrr, ending_mrr }) => {
          const movements = { new_mrr, expansion_mrr, contraction_mrr, churned_mrr };
          return { month, starting_mrr, ...movements, ending_mrr };
        },
      );
      expect(metricsOf(spelled)).toEqual(metrics);
    }),
  );
});
