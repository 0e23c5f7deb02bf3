import fc from 'fast-check';
import { Addresses } from './addresses';
import { Latencies } from './latencies';
import { SlidingWindow } from './sliding-window';

const WINDOW_MS = 30_000;
const START = Date.UTC(2026, 10, 21);

describe('a sliding window', () => {
  it('has what happened in its span, and at most a thirtieth of it less', () => {
    const steps = fc.array(fc.nat({ max: 5000 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(steps, fc.nat({ max: 40_000 }), (gaps, wait) => {
        const window = new SlidingWindow<number[]>(WINDOW_MS, () => []);
        let now = START;
        const times = gaps.map((gap) => (now += gap));
        for (const time of times) window.at(time).push(time);
        now += wait;
        const kept = window.upTo(now).flat();
        expect(
          times.filter((time) => time > now - (WINDOW_MS * 29) / 30).every((time) => kept.includes(time)),
        ).toBe(true);
        expect(kept.every((time) => time > now - WINDOW_MS)).toBe(true);
        expect(window.upTo(now).length).toBeLessThanOrEqual(30);
      }),
    );
  });

  it.each([
    ['a little', -2000, 2],
    ['by days', -172_800_000, 1],
  ])('goes on counting when the clock is set back %s', (_, by, kept) => {
    const window = new SlidingWindow<number[]>(WINDOW_MS, () => []);
    window.at(START).push(1);
    window.at(START + by).push(2);
    expect(window.upTo(START + by).flat()).toHaveLength(kept);
  });
});

describe('the time that a share of requests takes at most', () => {
  const of = (threshold: number, ...times: readonly number[]): number => {
    const halves = [new Latencies(threshold), new Latencies(threshold)];
    times.forEach((ms, at) => {
      halves[at % 2]?.note(ms);
    });
    return Latencies.quantile(0.95, halves);
  };

  it('is on the right side of the threshold, and no more than 9 % too small', () => {
    const times = fc.array(fc.integer({ min: 40, max: 3_000_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(times, fc.integer({ min: 3000, max: 30_000 }), (all, threshold) => {
        const exact = [...all].sort((one, other) => one - other)[Math.ceil(0.95 * all.length) - 1] ?? 0;
        const told = of(threshold, ...all);
        expect(told >= threshold).toBe(exact >= threshold);
        expect(told).toBeLessThanOrEqual(exact * 1.000001);
        expect(told).toBeGreaterThan(exact / 1.0906);
      }),
    );
  });

  it.each([
    [[], 0],
    [[0], 0],
    [[-5], 0],
    [[1000], 1000],
    [[...Array<number>(19).fill(1), 1e9], 0],
    [[...Array<number>(18).fill(1), 1e9, 1e9], 1_024_000],
  ])('is, of %j, %d', (times, told) => {
    expect(of(1000, ...times)).toBe(told);
  });
});

it('the addresses that came most often are known, of few or many, in bounded memory', () => {
  const parts = [new Addresses(), new Addresses()];
  for (let count = 0; count < 5; count += 1) for (const part of parts) part.note('198.51.100.7');
  for (let count = 0; count < 100_000; count += 1) parts[count % 2]?.note(`10.0.0.${String(count)}`);
  parts[1]?.note('10.0.0.1');
  expect(Addresses.top(2, parts)).toEqual([
    ['198.51.100.7', 10],
    ['10.0.0.1', 2],
  ]);
  expect(Addresses.top(10_000, parts).length).toBeLessThanOrEqual(512);
});
