import { validated } from '../../../http';
import { expectToldWhole } from '../figures.fixture';
import { MrrMetrics } from './mrr.metrics';
import { type MrrMovements, MrrParameters } from './mrr.parameters';
import { mrrAnalysis } from '../../queries/mrr-analysis.query';

const STILL = { new_mrr: 0, expansion_mrr: 0, contraction_mrr: 0, churned_mrr: 0 };

const metricsOf = (months: MrrMovements[]): MrrMetrics => mrrAnalysis.compute({ data: { months } });

describe('two months', () => {
  const { overall, months } = metricsOf([
    {
      month: '2025-12',
      starting_mrr: 1000,
      new_mrr: 200,
      expansion_mrr: 50,
      contraction_mrr: 30,
      churned_mrr: 20,
    },
    {
      month: '2026-01',
      starting_mrr: 1200,
      new_mrr: 0.1,
      expansion_mrr: 0.2,
      contraction_mrr: 0,
      churned_mrr: 120.3,
      ending_mrr: 1080,
    },
  ]);

  it('the first: 1000 + 200 + 50 - 30 - 20 = 1200, up 200/1000, won/lost 250/50, kept 950/1000 and with expansion 1000/1000', () => {
    expect(months[0]).toEqual({
      month: '2025-12',
      starting_mrr: 1000,
      new_mrr: 200,
      expansion_mrr: 50,
      contraction_mrr: 30,
      churned_mrr: 20,
      ending_mrr: 1200,
      net_new_mrr: 200,
      growth_rate: 0.2,
      quick_ratio: 5,
      gross_revenue_retention: 0.95,
      net_revenue_retention: 1,
      not_computed: [],
    });
  });

  it('the second: 1200 + 0.1 + 0.2 - 120.3 = 1080 to the cent, down 120/1200, 0.3/120.3, kept 1079.7/1200 and 1079.9/1200', () => {
    expect(months[1]).toMatchObject({
      ending_mrr: 1080,
      net_new_mrr: -120,
      growth_rate: -0.1,
      quick_ratio: 0.0025,
      gross_revenue_retention: 0.89975,
      net_revenue_retention: 0.899917,
    });
  });

  it('together: 1000 to 1080 is 80/1000, a month √1.08 - 1, won/lost 250.3/170.3, a year 12 x 1080', () => {
    expect(overall).toEqual({
      first_month: '2025-12',
      last_month: '2026-01',
      months: 2,
      starting_mrr: 1000,
      new_mrr: 200.1,
      expansion_mrr: 50.2,
      contraction_mrr: 30,
      churned_mrr: 140.3,
      ending_mrr: 1080,
      net_new_mrr: 80,
      growth_rate: 0.08,
      quick_ratio: 1.4698,
      average_net_new_mrr: 40,
      compound_monthly_growth_rate: 0.03923,
      annual_run_rate: 12960,
      best_month: '2025-12',
      best_month_net_new_mrr: 200,
      worst_month: '2026-01',
      worst_month_net_new_mrr: -120,
      not_computed: [],
    });
  });
});

it('compounds: 100 to 110 to 121 is (121/100)^(1/2) - 1 = 10 % a month', () => {
  const { overall } = metricsOf([
    { ...STILL, month: '2026-01', starting_mrr: 100, new_mrr: 10 },
    { ...STILL, month: '2026-02', new_mrr: 11 },
  ]);
  expect(overall).toMatchObject({ growth_rate: 0.21, compound_monthly_growth_rate: 0.1 });
});

it('averages to the cent: 100 over three months is 33.33 each', () => {
  const { overall } = metricsOf([
    { ...STILL, month: '2026-01', starting_mrr: 0, new_mrr: 100 },
    { ...STILL, month: '2026-02' },
    { ...STILL, month: '2026-03' },
  ]);
  expect(overall.average_net_new_mrr).toBe(33.33);
});

it('of equal months the first is the best, and the worst', () => {
  const { overall } = metricsOf([
    { ...STILL, month: '2026-01', starting_mrr: 7 },
    { ...STILL, month: '2026-02' },
  ]);
  expect(overall).toMatchObject({ best_month: '2026-01', worst_month: '2026-01' });
});

it('from nothing there is no growth rate, compound rate or retention; with nothing lost no quick ratio', () => {
  const { overall, months } = metricsOf([{ ...STILL, month: '2026-01', starting_mrr: 0, new_mrr: 5 }]);
  const reason = 'zero_denominator';
  expect(months[0]).toMatchObject({
    growth_rate: null,
    quick_ratio: null,
    gross_revenue_retention: null,
    net_revenue_retention: null,
    not_computed: [
      { metric: 'growth_rate', reason },
      { metric: 'quick_ratio', reason },
      { metric: 'gross_revenue_retention', reason },
      { metric: 'net_revenue_retention', reason },
    ],
  });
  expect(overall.not_computed).toEqual([
    { metric: 'growth_rate', reason },
    { metric: 'quick_ratio', reason },
    { metric: 'compound_monthly_growth_rate', reason },
  ]);
});

it('all lost: from 80 to 0 is -100 %, quick ratio 0/80, nothing kept, and a month after it starts from nothing', () => {
  const { overall, months } = metricsOf([
    { ...STILL, month: '2026-01', starting_mrr: 80, contraction_mrr: 30, churned_mrr: 50 },
    { ...STILL, month: '2026-02' },
  ]);
  expect(overall).toMatchObject({
    growth_rate: -1,
    compound_monthly_growth_rate: -1,
    quick_ratio: 0,
    annual_run_rate: 0,
  });
  expect(months[0]).toMatchObject({ gross_revenue_retention: 0, net_revenue_retention: 0 });
  expect(months[1]).toMatchObject({ starting_mrr: 0, growth_rate: null });
});

it('sixty months of the largest amounts are exact', () => {
  const most = 1_000_000_000_000;
  const months = Array.from({ length: 60 }, (_, at) => ({
    ...STILL,
    month: `${String(2026 + Math.floor(at / 12))}-${String((at % 12) + 1).padStart(2, '0')}`,
    ...(at === 0 ? { starting_mrr: 0 } : {}),
    new_mrr: most,
    expansion_mrr: most - 0.01,
  }));
  const metrics = metricsOf(months);
  expect(metrics.overall.ending_mrr).toBe(119_999_999_999_999.4);
  expectToldWhole(metrics);
});

it('its example is computed: 50000 + 4000 + ... - 1100 = 61000.25', async () => {
  const metrics = mrrAnalysis.compute(await validated(MrrParameters, mrrAnalysis.example));
  expect(metrics.overall.ending_mrr).toBe(61_000.25);
  await expect(validated(MrrMetrics, metrics)).resolves.toEqual(metrics);
});
