import { figuresOf } from './figures';
import { roundOf, seriesOf } from './series.fixture';

const REQUESTS = { name: '1,000 requests', perRequest: 1, amount: 1000 } as const;
const EVENTS = { name: '100,000 events', perRequest: 200, amount: 100_000 } as const;

describe('figures', () => {
  it('are medians over the rounds, for so many requests as the unit says', () => {
    const raw = seriesOf(
      'raw',
      roundOf({ server: 2, requests: 500, p50: 3, p99: 9 }),
      roundOf({ server: 2, p50: 1, p99: 7 }),
      roundOf({ server: 90, p50: 2, p99: 8 }),
    );
    expect(figuresOf(REQUESTS, [raw])).toEqual([
      expect.objectContaining({
        name: 'raw',
        cpu: { server: 4, redis: 0, postgres: 0 },
        ratios: { cpu: 1, perSecond: 1, peakMemory: 1 },
        p50: 2,
        p99: 8,
        perSecond: 1000,
        peakMemory: 50e6,
        generator: 0.3,
        upstream: 0.2,
      }),
    ]);
  });

  it('count the events of streams', () => {
    const [raw] = figuresOf(EVENTS, [seriesOf('raw', roundOf({ server: 2, requests: 100, seconds: 0.5 }))]);
    expect(raw).toMatchObject({ cpu: { server: 10 }, perSecond: 40_000 });
  });

  it('compare rounds that stood beside each other, so that a slow minute touches nobody', () => {
    const direct = seriesOf(
      'direct',
      roundOf({ p50: 1, p99: 1 }),
      roundOf({ p50: 5, p99: 6 }),
      roundOf({ p50: 1, p99: 1 }),
    );
    const raw = seriesOf(
      'raw',
      roundOf({ server: 1 }),
      roundOf({ server: 10, p50: 6, p99: 9 }),
      roundOf({ server: 1 }),
    );
    const gateway = seriesOf(
      'embedded',
      roundOf({ server: 2, requests: 500, p50: 3, p99: 5 }),
      roundOf({ server: 30, p50: 8, p99: 12 }),
      roundOf({ server: 3, p50: 3, p99: 5 }),
    );
    const figures = figuresOf(REQUESTS, [direct, raw, gateway]);
    expect(figures.at(-1)).toMatchObject({
      ratios: { cpu: 3, perSecond: 1, peakMemory: 1 },
      overDirect: { p50: 2, p99: 4 },
      overRaw: { p50: 2, p99: 3 },
    });
  });

  it('say nothing over direct where nobody was asked directly', () => {
    const [raw] = figuresOf(REQUESTS, [seriesOf('raw', roundOf())]);
    expect(raw?.overDirect).toBeUndefined();
  });

  it('need a raw proxy', () => {
    expect(() => figuresOf(REQUESTS, [seriesOf('embedded', roundOf())])).toThrow('no raw proxy');
  });
});
