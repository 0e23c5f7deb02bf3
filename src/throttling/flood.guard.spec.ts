import { configOf } from '../config/config.fixture';
import { contextOf, executionOf } from '../http/execution.fixture';
import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { FloodWindows } from './flood-windows';
import { FloodGuard } from './flood.guard';

const config = configOf({ FLOOD_LIMIT_MAX: '3', FLOOD_LIMIT_WINDOW_SECONDS: '10' });

let clock: FixedClock;
let windows: FloodWindows;
let guard: FloodGuard;
beforeEach(() => {
  clock = new FixedClock();
  windows = new FloodWindows(clock);
  guard = new FloodGuard(windows, config);
});

const enter = (from: string) => (): boolean => guard.canActivate(executionOf(contextOf({ from })));

describe('a flood', () => {
  it('is refused past the limit of one address, until its window ends', async () => {
    for (let times = 0; times < 3; times += 1) expect(enter('192.0.2.1')()).toBe(true);
    clock.advance(2500);
    const { code, extras, message } = await refusalOf(enter('192.0.2.1'));
    expect([code, extras.retry_after]).toEqual(['rate_limited', 8]);
    expect(message).toBe('Maximum 3 requests without a valid credential per 10 seconds from one address');
    expect(enter('192.0.2.2')()).toBe(true);
    clock.advance(7500);
    expect(enter('192.0.2.1')()).toBe(true);
  });

  it('comes from one host, whatever IPv6 address of its /64 it uses', async () => {
    for (const from of ['2001:db8::1', '2001:db8::2', '2001:db8::3']) expect(enter(from)()).toBe(true);
    expect((await refusalOf(enter('2001:db8::4'))).code).toBe('rate_limited');
    expect(enter('2001:db8:0:1::1')()).toBe(true);
  });

  it('is none of requests that proved whose they are', () => {
    for (let times = 0; times < 20; times += 1) {
      expect(enter('192.0.2.1')()).toBe(true);
      windows.forgive('192.0.2.1');
    }
  });
});
