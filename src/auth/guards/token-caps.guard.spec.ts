import { contextOf, executionOf } from '../../http/execution.fixture';
import type { Principal } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import { handlerWith } from '../access.fixture';
import { BrowserTokenStore } from '../browser-tokens/browser-token.store';
import { principalOf } from '../principal.fixture';
import { TokenCapsGuard } from './token-caps.guard';

const NOW = 1_789_000_000_000;
const PAGE = principalOf({
  credential: 'browser_token',
  token: { id: 'token-1', session: undefined, expiresAt: NOW + 1, capped: true },
});
const priced = handlerWith({ atLeast: 'readonly' });

const place = storeOfBlock('sqlite');
let store: BrowserTokenStore;
let guard: TokenCapsGuard;
beforeEach(() => {
  store = new BrowserTokenStore(place.database, new FixedClock(NOW));
  guard = new TokenCapsGuard(store);
});

const minted = (caps: { requests?: number; cost?: number }): Promise<void> =>
  store.add({
    id: 'token-1',
    parent: 'key:abc',
    origin: 'https://app.example.com',
    max_requests: caps.requests ?? null,
    max_cost_micro_usd: caps.cost ?? null,
    requests: 0,
    expires_at: NOW + 1,
  });
const enter = (principal = PAGE, handler = priced): boolean | Promise<boolean> =>
  guard.canActivate(executionOf(contextOf({ principal }), handler));

describe('the caps of a browser token', () => {
  it('let as many requests in as they say, and then tell what is used', async () => {
    await minted({ requests: 2 });
    expect([await enter(), await enter()]).toEqual([true, true]);
    expect(await refusalOf(enter)).toMatchObject({
      code: 'budget_exhausted',
      message: 'This token has made its 2 requests; mint another token',
      extras: {
        budget: { max_requests: 2, requests: 2, limit_usd: null, spent_usd: 0 },
        resets_at: null,
      },
    });
  });

  it('let requests in until the money is spent, and then tell what was spent', async () => {
    await minted({ requests: 9, cost: 0 });
    expect(await refusalOf(enter)).toMatchObject({
      code: 'budget_exhausted',
      message: 'This token has spent its money; mint another token',
      extras: { budget: { max_requests: 9, requests: 0, limit_usd: 0, spent_usd: 0 }, resets_at: null },
    });
  });

  it('of many at once let as many in', async () => {
    await minted({ requests: 5 });
    const entered = await Promise.allSettled(Array.from({ length: 20 }, async () => enter()));
    expect(entered.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('do not count what is free', async () => {
    await minted({ requests: 1 });
    const free = handlerWith({ atLeast: 'readonly', quota: 'free' });
    for (let at = 0; at < 3; at += 1) expect(await enter(PAGE, free)).toBe(true);
    expect(await enter()).toBe(true);
  });

  it.each<[string, Principal | undefined]>([
    ['a key', principalOf()],
    [
      'a token without caps',
      { ...PAGE, token: { ...(PAGE.token as NonNullable<Principal['token']>), capped: false } },
    ],
    ['nobody', undefined],
  ])('are none of %s, for whom nothing is looked up', async (_, principal) => {
    guard = new TokenCapsGuard(new BrowserTokenStore(await place.gone(), new FixedClock(NOW)));
    const context = contextOf(principal === undefined ? {} : { principal });
    expect(guard.canActivate(executionOf(context, priced))).toBe(true);
  });

  it('let nobody in whom the store does not know, or while it cannot tell', async () => {
    expect((await refusalOf(enter)).code).toBe('budget_exhausted');
    guard = new TokenCapsGuard(new BrowserTokenStore(await place.gone(), new FixedClock(NOW)));
    expect((await refusalOf(enter)).code).toBe('store_unavailable');
  });
});
