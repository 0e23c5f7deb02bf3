import { contextOf, executionOf } from '../../http/execution.fixture';
import { microUsd, type Principal } from '../../kernel';
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
  token: {
    id: 'token-1',
    session: undefined,
    expiresAt: NOW + 1,
    countsRequests: true,
    maxCost: microUsd(0n),
  },
});
const priced = handlerWith({ atLeast: 'readonly' });

const place = storeOfBlock('sqlite');
let store: BrowserTokenStore;
let guard: TokenCapsGuard;
beforeEach(() => {
  store = new BrowserTokenStore(place.database, new FixedClock(NOW));
  guard = new TokenCapsGuard(store);
});

const minted = (requests: number): Promise<void> =>
  store.add({
    id: 'token-1',
    parent: 'key:abc',
    origin: 'https://app.example.com',
    max_requests: requests,
    max_cost_micro_usd: 0,
    requests: 0,
    expires_at: NOW + 1,
  });
const enter = (principal = PAGE, handler = priced): boolean | Promise<boolean> =>
  guard.canActivate(executionOf(contextOf({ principal }), handler));

describe('the caps of a browser token', () => {
  it('let as many requests in as they say, and then tell what is used', async () => {
    await minted(2);
    expect([await enter(), await enter()]).toEqual([true, true]);
    expect(await refusalOf(enter)).toMatchObject({
      code: 'budget_exhausted',
      message: 'This token has made its 2 requests; mint another token',
      extras: {
        budget: { scope: 'token', max_requests: 2, requests: 2 },
        resets_at: null,
      },
    });
  });

  it('leave its money to the budgets: here nobody is held back who has none', async () => {
    await minted(1);
    expect(await enter()).toBe(true);
  });

  it('of many at once let as many in', async () => {
    await minted(5);
    const entered = await Promise.allSettled(Array.from({ length: 20 }, async () => enter()));
    expect(entered.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('do not count what is free', async () => {
    await minted(1);
    const free = handlerWith({ atLeast: 'readonly', quota: 'free' });
    for (let at = 0; at < 3; at += 1) expect(await enter(PAGE, free)).toBe(true);
    expect(await enter()).toBe(true);
  });

  it.each<[string, Principal | undefined]>([
    ['a key', principalOf()],
    [
      'a token whose requests are not counted',
      { ...PAGE, token: { ...(PAGE.token as NonNullable<Principal['token']>), countsRequests: false } },
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
