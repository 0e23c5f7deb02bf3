import { validated } from '../../../http';
import { ChurnMetrics } from './churn.metrics';
import { type ChurnData, ChurnParameters } from './churn.parameters';
import { churnAnalysis } from '../../queries/churn-analysis.query';
import { expectToldWhole } from '../figures.fixture';

const metricsOf = (data: ChurnData): ChurnMetrics => churnAnalysis.compute({ data });

describe('four months', () => {
  const { overall, periods, reasons } = metricsOf({
    periods: [
      { period: '2025-11', customers_start: 200, customers_lost: 10, revenue_start: 1000, revenue_lost: 20 },
      { period: '2025-12', customers_start: 250, customers_lost: 5, revenue_start: 1100, revenue_lost: 0 },
      {
        period: '2026-01',
        customers_start: 300,
        customers_lost: 30,
        revenue_start: 1200.5,
        revenue_lost: 79.5,
      },
      {
        period: '2026-02',
        customers_start: 250,
        customers_lost: 5,
        revenue_start: 1199.5,
        revenue_lost: 0.3,
      },
    ],
    reasons: [
      { code: 'quality', customers: 5 },
      { code: 'price', customers: 25 },
      { code: 'moved', customers: 5 },
    ],
  });

  it('each month by itself: 10/200, 5/250, 30/300, 5/250 customers; 20/1000, 0/1100, 79.5/1200.5, 0.3/1199.5 of revenue', () => {
    expect(periods.map((one) => one.logo_churn_rate)).toEqual([0.05, 0.02, 0.1, 0.02]);
    expect(periods.map((one) => one.revenue_churn_rate)).toEqual([0.02, 0, 0.066222, 0.00025]);
  });

  it('trailing rates weigh: (10 + 5 + 30)/(200 + 250 + 300), then (5 + 30 + 5)/800; 99.5/3300.5, then 79.8/3500', () => {
    expect(periods.map((one) => one.trailing_logo_churn_rate)).toEqual([null, null, 0.06, 0.05]);
    expect(periods.map((one) => one.trailing_revenue_churn_rate)).toEqual([null, null, 0.030147, 0.0228]);
    const reason = 'too_few_periods';
    expect(periods.map((one) => one.not_computed)).toEqual([
      ...[0, 1].map(() => [
        { metric: 'trailing_logo_churn_rate', reason },
        { metric: 'trailing_revenue_churn_rate', reason },
      ]),
      [],
      [],
    ]);
  });

  it('together: 50/1000 customers, 99.8/4500 of revenue, a year 1 - 0.95^12 and 1 - (1 - 99.8/4500)^12, lifetime 1/0.05', () => {
    expect(overall).toEqual({
      first_period: '2025-11',
      last_period: '2026-02',
      periods: 4,
      period_length: 'month',
      customers_lost: 50,
      revenue_lost: 99.8,
      logo_churn_rate: 0.05,
      logo_retention_rate: 0.95,
      revenue_churn_rate: 0.022178,
      revenue_retention_rate: 0.977822,
      annualised_logo_churn_rate: 0.45964,
      annualised_revenue_churn_rate: 0.235955,
      expected_lifetime_periods: 20,
      best_period: '2025-12',
      best_period_logo_churn_rate: 0.02,
      worst_period: '2026-01',
      worst_period_logo_churn_rate: 0.1,
      unexplained_customers: 15,
      not_computed: [],
    });
  });

  it('reasons: 25/50 and then 5/50 twice, equals by code, cumulated 25, 30 and 35 of 50', () => {
    expect(reasons).toEqual([
      { code: 'price', customers: 25, share_of_lost: 0.5, cumulative_share_of_lost: 0.5, not_computed: [] },
      { code: 'moved', customers: 5, share_of_lost: 0.1, cumulative_share_of_lost: 0.6, not_computed: [] },
      { code: 'quality', customers: 5, share_of_lost: 0.1, cumulative_share_of_lost: 0.7, not_computed: [] },
    ]);
  });
});

describe('a year of other periods', () => {
  const lost = { customers_start: 10, customers_lost: 1 };

  it('has four quarters: 1 - 0.9^4, from October into January', () => {
    const periods = [
      { ...lost, period: '2025-10' },
      { ...lost, period: '2026-01' },
    ];
    expect(metricsOf({ period_length: 'quarter', periods }).overall).toMatchObject({
      period_length: 'quarter',
      annualised_logo_churn_rate: 0.3439,
      expected_lifetime_periods: 10,
    });
  });

  it('is one year: the rate of a year is that of its period, from July to July', () => {
    const periods = [
      { ...lost, period: '2024-07' },
      { ...lost, period: '2025-07' },
    ];
    expect(metricsOf({ period_length: 'year', periods }).overall.annualised_logo_churn_rate).toBe(0.1);
  });
});

const not = (reason: string, ...metrics: string[]) => metrics.map((metric) => ({ metric, reason }));

describe('what there is no number for is null, with the reason', () => {
  it('no revenue sent', () => {
    const { overall, periods } = metricsOf({
      periods: [{ period: '2026-01', customers_start: 4, customers_lost: 1 }],
    });
    expect(overall.not_computed).toEqual(
      not(
        'not_given',
        'revenue_lost',
        'revenue_churn_rate',
        'revenue_retention_rate',
        'annualised_revenue_churn_rate',
      ),
    );
    expect(periods[0]?.not_computed).toEqual([
      ...not('not_given', 'revenue_churn_rate'),
      ...not('too_few_periods', 'trailing_logo_churn_rate'),
      ...not('not_given', 'trailing_revenue_churn_rate'),
    ]);
  });

  it('nobody lost: churn 0/4, and no end of the lifetime', () => {
    const { overall, reasons } = metricsOf({
      periods: [
        { period: '2026-01', customers_start: 4, customers_lost: 0, revenue_start: 9, revenue_lost: 0 },
      ],
      reasons: [{ code: 'price', customers: 0 }],
    });
    expect(overall).toMatchObject({
      logo_churn_rate: 0,
      logo_retention_rate: 1,
      annualised_logo_churn_rate: 0,
      expected_lifetime_periods: null,
      unexplained_customers: 0,
      not_computed: not('no_churn', 'expected_lifetime_periods'),
    });
    expect(reasons).toEqual([
      {
        code: 'price',
        customers: 0,
        share_of_lost: null,
        cumulative_share_of_lost: null,
        not_computed: not('zero_denominator', 'share_of_lost', 'cumulative_share_of_lost'),
      },
    ]);
  });

  it('nobody there', () => {
    const nobody = { customers_start: 0, customers_lost: 0, revenue_start: 0, revenue_lost: 0 };
    const { overall, periods } = metricsOf({
      periods: ['2026-01', '2026-02', '2026-03'].map((period) => ({ period, ...nobody })),
    });
    expect(overall.not_computed).toEqual(
      not(
        'zero_denominator',
        ...['logo_churn_rate', 'logo_retention_rate', 'revenue_churn_rate', 'revenue_retention_rate'],
        ...['annualised_logo_churn_rate', 'annualised_revenue_churn_rate', 'expected_lifetime_periods'],
        ...['best_period', 'best_period_logo_churn_rate', 'worst_period', 'worst_period_logo_churn_rate'],
      ),
    );
    expect(periods[2]?.not_computed).toEqual(
      not(
        'zero_denominator',
        ...['logo_churn_rate', 'revenue_churn_rate'],
        ...['trailing_logo_churn_rate', 'trailing_revenue_churn_rate'],
      ),
    );
  });
});

it('all lost: 4/4 a month and a year, a lifetime of one period; who had nobody to lose is neither best nor worst', () => {
  const metrics = metricsOf({
    periods: [
      { period: '2026-01', customers_start: 0, customers_lost: 0 },
      { period: '2026-02', customers_start: 4, customers_lost: 4 },
    ],
  });
  expect(metrics.overall).toMatchObject({
    logo_churn_rate: 1,
    logo_retention_rate: 0,
    annualised_logo_churn_rate: 1,
    expected_lifetime_periods: 1,
    best_period: '2026-02',
    worst_period: '2026-02',
  });
  expectToldWhole(metrics);
});

it('a count of -0, as JSON may say it, is told as 0', () => {
  const periods = [{ period: '2026-01', customers_start: -0, customers_lost: -0 }];
  expectToldWhole(metricsOf({ periods, reasons: [{ code: 'price', customers: -0 }] }));
});

it('its example is computed: 18 + 21 + 16 + 25 lost, of whom 27 + 19 + 12 say why', async () => {
  const metrics = churnAnalysis.compute(await validated(ChurnParameters, churnAnalysis.example));
  expect(metrics.overall).toMatchObject({ customers_lost: 80, unexplained_customers: 22 });
  await expect(validated(ChurnMetrics, metrics)).resolves.toEqual(metrics);
});
