import { validated } from '../../../http';
import { ConversionMetrics, type RateChange } from './conversion.metrics';
import { ConversionParameters, type FunnelStep } from './conversion.parameters';
import { conversionAnalysis } from '../../queries/conversion-analysis.query';
import { expectToldWhole } from '../figures.fixture';

const NAMES = ['visit', 'signup', 'activated', 'paid'];

const funnel = (...counts: readonly number[]): FunnelStep[] =>
  counts.map((count, index) => ({ step: NAMES[index] ?? '', count }));

const metricsOf = (steps: FunnelStep[], before?: FunnelStep[]): ConversionMetrics => {
  const comparison = before === undefined ? {} : { comparison: { steps: before } };
  return conversionAnalysis.compute({ data: { steps, ...comparison } });
};

describe('a funnel', () => {
  // By hand, of 1000, 250, 100 and 20; the ends of the intervals by the formula, with mpmath.
  const metrics = metricsOf(funnel(1000, 250, 100, 20));

  it('has the rates of each step', () => {
    expect(metrics.steps).toEqual([
      {
        step: 'visit',
        count: 1000,
        from_previous: null,
        from_previous_lower: null,
        from_previous_upper: null,
        from_first: 1,
        dropped: null,
        drop_rate: null,
        not_computed: [
          'from_previous',
          'from_previous_lower',
          'from_previous_upper',
          'dropped',
          'drop_rate',
        ].map((metric) => ({ metric, reason: 'not_given' })),
      },
      {
        step: 'signup',
        count: 250,
        from_previous: 0.25,
        from_previous_lower: 0.224153,
        from_previous_upper: 0.27776,
        from_first: 0.25,
        dropped: 750,
        drop_rate: 0.75,
        not_computed: [],
      },
      expect.objectContaining({ step: 'activated', from_previous: 0.4, from_first: 0.1, dropped: 150 }),
      expect.objectContaining({ step: 'paid', from_previous: 0.2, from_first: 0.02, drop_rate: 0.8 }),
    ]);
  });

  it('has an overall rate, from the first step to the last', () => {
    expect(metrics.overall).toEqual({
      started: 1000,
      converted: 20,
      rate: 0.02,
      lower: 0.012984,
      upper: 0.03069,
      not_computed: [],
    });
  });

  it('loses the largest share at one step, and the most customers at another', () => {
    expect(metrics.largest_drop_by_rate).toEqual({
      step: 'paid',
      previous_step: 'activated',
      dropped: 80,
      drop_rate: 0.8,
    });
    expect(metrics.largest_drop_by_count).toEqual({
      step: 'signup',
      previous_step: 'visit',
      dropped: 750,
      drop_rate: 0.75,
    });
  });

  it('says how sure its numbers are, and that there is nothing to compare with', () => {
    expect(metrics).toMatchObject({
      confidence: 0.95,
      alpha: 0.05,
      comparison: null,
      not_computed: [{ metric: 'comparison', reason: 'not_given' }],
    });
  });

  it('names the earlier of two equal drops', () => {
    const even = metricsOf(funnel(80, 40, 20));
    expect(even.largest_drop_by_rate).toMatchObject({ step: 'signup', drop_rate: 0.5 });
    expect(metricsOf(funnel(100, 90, 80)).largest_drop_by_count).toMatchObject({ step: 'signup' });
  });

  it('that nobody left has no largest drop', () => {
    const all = metricsOf(funnel(7, 7, 7));
    expect(all.overall).toMatchObject({ rate: 1, lower: 0.64567, upper: 1 });
    expect(all.not_computed).toEqual([
      { metric: 'largest_drop_by_rate', reason: 'no_churn' },
      { metric: 'largest_drop_by_count', reason: 'no_churn' },
      { metric: 'comparison', reason: 'not_given' },
    ]);
  });

  it('that nobody entered has no rate', () => {
    const none = metricsOf(funnel(0, 0));
    expect(none.overall).toMatchObject({ started: 0, converted: 0, rate: null, lower: null, upper: null });
    expect(none.steps[1]).toMatchObject({ dropped: 0, drop_rate: null, from_first: null });
    expect(none.not_computed[0]).toEqual({ metric: 'largest_drop_by_rate', reason: 'zero_denominator' });
    expectToldWhole(none);
  });

  it('that runs dry has rates up to there', () => {
    const dry = metricsOf(funnel(10, 0, 0));
    expect(dry.overall.rate).toBe(0);
    expect(dry.steps[1]).toMatchObject({ from_previous: 0, from_previous_lower: 0, drop_rate: 1 });
    expect(dry.steps[2]).toMatchObject({ from_previous: null, from_first: 0, dropped: 0, drop_rate: null });
    expect(dry.largest_drop_by_rate).toMatchObject({ step: 'signup', dropped: 10 });
  });
});

describe('against another funnel', () => {
  const changeOf = (now: readonly [number, number], before: readonly [number, number]): RateChange => {
    const { comparison } = metricsOf(funnel(...now), funnel(...before));
    return comparison?.overall as RateChange;
  };

  it('each step after the first and the whole are tested', () => {
    // By hand: 50 and 40 of 100 pool to 0.45; 0.1 / √(0.45 · 0.55 · 0.02) = 1.4213; 10 of 50 and 8 of 40 are the same.
    const { comparison } = metricsOf(funnel(100, 50, 10), funnel(100, 40, 8));
    expect(comparison?.steps).toEqual([
      {
        step: 'signup',
        rate: 0.5,
        rate_before: 0.4,
        difference: 0.1,
        relative_change: 0.25,
        z: 1.4213,
        p_value: 0.155218,
        significant: false,
        note: 'none',
        not_computed: [],
      },
      expect.objectContaining({ step: 'activated', difference: 0, z: 0, p_value: 1, significant: false }),
    ]);
    expect(comparison?.overall).toMatchObject({ rate: 0.1, rate_before: 0.08, relative_change: 0.25 });
  });

  it('a change beyond chance is significant, and its sign says where to', () => {
    // By hand: ±0.1 / √(0.45 · 0.55 · 0.002) = ±4.4947.
    expect(changeOf([1000, 400], [1000, 500])).toMatchObject({
      difference: -0.1,
      relative_change: -0.2,
      z: -4.4947,
      p_value: 0.000007,
      significant: true,
    });
  });

  it('a p-value is never told as zero', () => {
    expect(changeOf([1e9, 1e9], [1e9, 0])).toMatchObject({ z: 44721.3595, p_value: 0.000001 });
  });

  // Pooled, half of 10 or of 9 is expected to convert.
  it.each([
    [[10, 6], [10, 4], 'none'],
    [[9, 6], [9, 3], 'small_sample'],
    [[1000, 500], [9, 4], 'small_sample'],
    [[1000, 2], [1000, 7], 'small_sample'],
    [[1000, 998], [1000, 993], 'small_sample'],
    [[1000, 3], [1000, 7], 'none'],
  ] as const)('%j against %j has the note %s', (now, before, note) => {
    expect(changeOf(now, before).note).toBe(note);
  });

  it('there is no test where everyone converts, or nobody', () => {
    const untold = ['z', 'p_value', 'significant'].map((metric) => ({ metric, reason: 'zero_denominator' }));
    expect(changeOf([10, 10], [20, 20])).toMatchObject({
      difference: 0,
      relative_change: 0,
      note: 'no_variance',
      not_computed: untold,
    });
    expect(changeOf([10, 0], [20, 0])).toMatchObject({
      difference: 0,
      relative_change: null,
      note: 'no_variance',
      not_computed: [{ metric: 'relative_change', reason: 'zero_denominator' }, ...untold],
    });
  });

  it.each([
    [[0, 0], [10, 5], { rate: null, rate_before: 0.5 }],
    [[10, 5], [0, 0], { rate: 0.5, rate_before: null }],
    [[0, 0], [0, 0], { rate: null, rate_before: null }],
  ] as const)('there is no difference of %j and %j', (now, before, rates) => {
    const change = changeOf(now, before);
    expect(change).toMatchObject({ ...rates, difference: null, relative_change: null, p_value: null });
    expectToldWhole(change);
  });
});

it('the example is taken, and its metrics keep their rules', async () => {
  const metrics = conversionAnalysis.compute(
    await validated(ConversionParameters, conversionAnalysis.example),
  );
  expectToldWhole(metrics);
  await expect(validated(ConversionMetrics, metrics)).resolves.toEqual(metrics);
  expect(metrics.overall.rate).toBe(0.0175);
});
