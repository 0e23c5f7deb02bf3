import fc from 'fast-check';
import { validated } from '../../../http';
import { ConversionMetrics } from './conversion.metrics';
import { ConversionParameters, type FunnelStep } from './conversion.parameters';
import { conversionAnalysis } from '../../queries/conversion-analysis.query';
import { expectToldWhole } from '../figures.fixture';

const counts = (length: number): fc.Arbitrary<number[]> =>
  fc
    .constantFrom(3, 1000, 1_000_000_000)
    .chain((most) => fc.array(fc.nat({ max: most }), { minLength: length, maxLength: length }))
    .map((all) => all.sort((one, other) => other - one));

const stepsOf = (all: readonly number[]): FunnelStep[] =>
  all.map((count, index) => ({ step: `step-${String(index)}`, count }));

const funnels = fc.integer({ min: 2, max: 30 }).chain((length) => counts(length).map(stepsOf));

const pairs = fc
  .integer({ min: 2, max: 30 })
  .chain((length) => fc.tuple(counts(length).map(stepsOf), counts(length).map(stepsOf)));

const comparedOf = (steps: FunnelStep[], before: FunnelStep[]): ConversionMetrics =>
  conversionAnalysis.compute({ data: { steps, comparison: { steps: before } } });

it('whatever the funnels, the metrics are whole and keep the rules of their DTO', async () => {
  await fc.assert(
    fc.asyncProperty(pairs, fc.boolean(), async ([steps, before], isCompared) => {
      const data = isCompared ? { steps, comparison: { steps: before } } : { steps };
      const metrics = conversionAnalysis.compute(await validated(ConversionParameters, { data }));
      expectToldWhole(metrics);
      await expect(validated(ConversionMetrics, metrics)).resolves.toEqual(metrics);
    }),
  );
});

it('an interval holds its rate, and who dropped and who went on are everyone', () => {
  fc.assert(
    fc.property(funnels, (steps) => {
      const { steps: told, overall } = conversionAnalysis.compute({ data: { steps } });
      for (const [index, one] of told.entries()) {
        if (one.from_previous === null) continue;
        expect(one.from_previous_lower).toBeLessThanOrEqual(one.from_previous);
        expect(one.from_previous_upper).toBeGreaterThanOrEqual(one.from_previous);
        expect((one.dropped ?? NaN) + one.count).toBe(steps[index - 1]?.count);
        expect((one.drop_rate ?? NaN) + one.from_previous).toBeCloseTo(1, 5);
      }
      if (overall.rate === null) return;
      expect(overall.lower).toBeLessThanOrEqual(overall.rate);
      expect(overall.upper).toBeGreaterThanOrEqual(overall.rate);
    }),
  );
});

it('the overall rate is the product of the steps', () => {
  fc.assert(
    fc.property(funnels, (steps) => {
      const { steps: told, overall } = conversionAnalysis.compute({ data: { steps } });
      const rates = told.slice(1).map(({ from_previous }) => from_previous);
      if (overall.rate === null || rates.includes(null)) return;
      const product = rates.reduce<number>((all, rate) => all * (rate ?? NaN), 1);
      expect(Math.abs(overall.rate - product)).toBeLessThan(1e-6 * (rates.length + 1));
    }),
  );
});

it('no drop is larger than the largest', () => {
  fc.assert(
    fc.property(funnels, (steps) => {
      const metrics = conversionAnalysis.compute({ data: { steps } });
      const { largest_drop_by_rate: byRate, largest_drop_by_count: byCount } = metrics;
      for (const one of metrics.steps) {
        expect(one.drop_rate ?? 0).toBeLessThanOrEqual(byRate?.drop_rate ?? 0);
        expect(one.dropped ?? 0).toBeLessThanOrEqual(byCount?.dropped ?? 0);
      }
    }),
  );
});

it('swapping now and before turns the sign of difference and z, and leaves the p-value', () => {
  fc.assert(
    fc.property(pairs, ([steps, before]) => {
      const there = comparedOf(steps, before).comparison;
      const back = comparedOf(before, steps).comparison;
      const changes = [...(there?.steps ?? []), ...(there === null ? [] : [there.overall])];
      const swapped = [...(back?.steps ?? []), ...(back === null ? [] : [back.overall])];
      expect(changes).toHaveLength(steps.length);
      for (const [index, one] of changes.entries()) {
        const { rate, rate_before, p_value, significant, note, difference, z } = swapped[
          index
        ] as (typeof changes)[number];
        expect([rate_before, rate, p_value, significant, note]).toEqual([
          one.rate,
          one.rate_before,
          one.p_value,
          one.significant,
          one.note,
        ]);
        expect((difference ?? 0) + (one.difference ?? 0)).toBeCloseTo(0, 5);
        expect((z ?? 0) + (one.z ?? 0)).toBeCloseTo(0, 3);
        expect(significant).toBe(p_value === null ? null : p_value < 0.05);
      }
    }),
  );
});

it('a funnel against itself has not changed', () => {
  fc.assert(
    fc.property(funnels, (steps) => {
      for (const { difference, z, p_value, significant } of comparedOf(steps, steps).comparison?.steps ??
        []) {
        expect([0, null]).toContain(difference);
        expect([0, null]).toContain(z);
        expect([1, null]).toContain(p_value);
        expect([false, null]).toContain(significant);
      }
    }),
  );
});
