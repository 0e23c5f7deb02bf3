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

let clock: FixedClock;
let flood: FloodWindows;
let guard: RateLimitGuard;
beforeEach(() => {
  clock = new FixedClock();
  flood = new FloodWindows(clock);
  guard = new RateLimitGuard(new RateLimits(windowsOver(undefined, clock), config), flood);
});

const enter = async (context: RequestContext, handler = counted, path = '/counted'): Promise<boolean> =>
  guard.canActivate(executionOf(context, handler, { route: { path } }));

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

describe('a quota of the route', () => {
  const quota = { maxRequests: 1, windowSeconds: 10 };
  const dear = handlerWith({ atLeast: 'readonly', quota });
  const open = handlerWith({ public: true, quota });
  const enterDear = (context: RequestContext, path = '/dear'): Promise<boolean> => enter(context, dear, path);

  it('admits up to its own limit, in its own time, and says so', async () => {
    const principal = principalOf();
    const first = contextOf({ principal });
    expect(await enterDear(first)).toBe(true);
    expect(first.rateLimit).toEqual({ ...quota, used: 1, exceeded: false, resetsInSeconds: 10 });
    const second = contextOf({ principal });
    expect(await refusalOf(() => enterDear(second))).toMatchObject({
      code: 'rate_limited',
      message: 'Maximum 1 requests per 10 seconds',
      extras: { retry_after: 10 },
    });
    expect(second.rateLimit).toEqual({ ...quota, used: 1, exceeded: true, resetsInSeconds: 10 });
    clock.advance(10_000);
    expect(await enterDear(contextOf({ principal }))).toBe(true);
  });

  it('takes nothing of the caller’s own, nor the other way round', async () => {
    const principal = principalOf();
    await enterDear(contextOf({ principal }));
    await refusalOf(() => enterDear(contextOf({ principal })));
    const ordinary = contextOf({ principal });
    expect(await enter(ordinary)).toBe(true);
    expect(ordinary.rateLimit).toMatchObject({ maxRequests: 2, used: 1 });
    const other = principalOf({ id: 'key:other' });
    await enter(contextOf({ principal: other }));
    await enter(contextOf({ principal: other }));
    await refusalOf(() => enter(contextOf({ principal: other })));
    expect(await enterDear(contextOf({ principal: other }))).toBe(true);
  });

  it.each<[string, RequestContext, RequestContext, boolean]>([
    [
      'another key',
      contextOf({ principal: principalOf() }),
      contextOf({ principal: principalOf({ id: 'key:b' }) }),
      true,
    ],
    [
      'a page of the same key',
      contextOf({ principal: principalOf() }),
      contextOf({ principal: principalOf({ id: 'key:abc/customer', countedAs: 'key:abc' }) }),
      false,
    ],
    [
      'the same key from elsewhere',
      contextOf({ principal: principalOf() }),
      contextOf({ principal: principalOf(), from: '203.0.113.9' }),
      false,
    ],
  ])('is that of each caller: %s', async (_, one, other, isAdmitted) => {
    await enterDear(one);
    const code = await enterDear(other).then(
      () => undefined,
      () => 'refused',
    );
    expect(code).toBe(isAdmitted ? undefined : 'refused');
  });

  it('is that of each address where nobody is known', async () => {
    expect(await enter(contextOf({ from: '203.0.113.9' }), open, '/open')).toBe(true);
    expect(await enter(contextOf({ from: '203.0.113.10' }), open, '/open')).toBe(true);
    expect((await refusalOf(() => enter(contextOf({ from: '203.0.113.9' }), open, '/open'))).code).toBe(
      'rate_limited',
    );
  });

  it('is that of each route', async () => {
    const principal = principalOf();
    await enterDear(contextOf({ principal }));
    expect(await enterDear(contextOf({ principal }), '/dear/too')).toBe(true);
  });

  it('goes for a caller with a limit of its own as well', async () => {
    const principal = principalOf({ rateLimit: { maxRequests: 100, windowSeconds: 60 } });
    await enterDear(contextOf({ principal }));
    expect((await refusalOf(() => enterDear(contextOf({ principal })))).code).toBe('rate_limited');
  });

  it('takes a known caller’s request out of the flood', async () => {
    flood.hit('127.0.0.1', 1000);
    await enterDear(contextOf({ principal: principalOf() }));
    expect(flood.hit('127.0.0.1', 1000).hits).toBe(1);
  });
});
