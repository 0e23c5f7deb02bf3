import { handlerWith } from '../auth/access.fixture';
import { principalOf } from '../auth/principal.fixture';
import { configOf } from '../config/config.fixture';
import type { RequestContext } from '../http';
import { contextOf, executionOf } from '../http/execution.fixture';
import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { windowsOver } from '../windows/windows.fixture';
import { FloodWindows } from './flood-windows';
import { RateLimitGuard } from './rate-limit.guard';
import { RateLimits } from './rate-limits';

const config = configOf({ RATE_LIMIT_MAX: '2', RATE_LIMIT_WINDOW_SECONDS: '60' });
const counted = handlerWith({ atLeast: 'readonly' });
const free = handlerWith({ atLeast: 'readonly', quota: 'free' });

let flood: FloodWindows;
let guard: RateLimitGuard;
beforeEach(() => {
  const clock = new FixedClock();
  flood = new FloodWindows(clock);
  guard = new RateLimitGuard(new RateLimits(windowsOver(undefined, clock), config), flood);
});

const enter = async (context: RequestContext, handler = counted): Promise<boolean> =>
  guard.canActivate(executionOf(context, handler));

describe('the rate limit guard', () => {
  it('admits up to the limit, notes where the caller stands, and tells when to come again', async () => {
    const principal = principalOf();
    expect(await enter(contextOf({ principal }))).toBe(true);
    expect(await enter(contextOf({ principal }))).toBe(true);
    const third = contextOf({ principal });
    expect(await refusalOf(() => enter(third))).toMatchObject({
      code: 'rate_limited',
      message: 'Maximum 2 requests per 60 seconds',
      extras: { retry_after: 60 },
    });
    expect(third.rateLimit).toEqual({
      maxRequests: 2,
      windowSeconds: 60,
      used: 2,
      exceeded: true,
      resetsInSeconds: 60,
    });
  });

  it.each([
    ['counts where nothing is declared', handlerWith(), 1],
    ['counts a public route by address', handlerWith({ public: true }), 1],
    ['does not count a route that is free', free, undefined],
    ['does not count a public route that is free', handlerWith({ public: true, quota: 'free' }), undefined],
  ])('%s', async (_, handler, used) => {
    const context = contextOf();
    expect(await enter(context, handler)).toBe(true);
    expect(context.rateLimit?.used).toBe(used);
  });

  it.each([
    ['counted', counted],
    ['free', free],
  ])('takes a known caller’s request out of the flood, on a %s route', async (_, handler) => {
    flood.hit('127.0.0.1', 1000);
    await enter(contextOf({ principal: principalOf() }), handler);
    expect(flood.hit('127.0.0.1', 1000).hits).toBe(1);
  });

  it('leaves an unknown caller’s request in the flood', async () => {
    flood.hit('127.0.0.1', 1000);
    await enter(contextOf(), free);
    expect(flood.hit('127.0.0.1', 1000).hits).toBe(2);
  });
});
