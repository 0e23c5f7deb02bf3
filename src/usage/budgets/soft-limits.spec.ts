import { Logger } from '@nestjs/common';
import type { Principal } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import {
  budgetOf,
  DAY_MS,
  keyOf,
  LEASE_MS,
  pageOf,
  planOf,
  replicaOf,
  resultOf,
  type Replica,
} from '../ledger/ledger.fixture';
import { BudgetEvents, type BudgetWarning } from './budget-events';

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe.each(ENGINES)('soft limits on %s', (engine) => {
  const store = storeOfBlock(engine);
  const KEY = keyOf('abc', budgetOf(100));
  let clock: FixedClock;
  let replicas: readonly Replica[];
  let one: Replica;
  let other: Replica;
  beforeEach(async () => {
    clock = new FixedClock();
    [one, other] = [replicaOf(store.database, clock), replicaOf(await store.replica(), clock)];
    replicas = [one, other];
  });

  const told = (): readonly BudgetWarning[] => replicas.flatMap(({ warnings }) => warnings);

  async function spend(tokens: number, principal: Principal = KEY, replica = one): Promise<void> {
    const reservation = await replica.ledger.reserve(planOf(tokens, principal));
    await replica.ledger.settle(reservation, resultOf(tokens));
  }

  it('are told of when they are reached, and not while less is spent or more is held', async () => {
    await spend(79);
    await one.ledger.reserve(planOf(20, KEY));
    expect(told()).toEqual([]);
    await spend(1);
    expect(told()).toEqual([
      {
        counter: { scope: 'key:abc', period: '2026-11-21' },
        period: 'day',
        limit: 100n,
        soft: 80n,
        spent: 80n,
      },
    ]);
  });

  it('are told of once, by whichever replica sees it first', async () => {
    const wide = keyOf('abc', budgetOf(1000, 'month', 1));
    const calls = replicas.flatMap((replica) => Array.from({ length: 20 }, () => spend(10, wide, replica)));
    await Promise.all(calls);
    for (const replica of replicas) await spend(10, wide, replica);
    expect(told()).toHaveLength(1);
  });

  it('are told of again when they are raised, and not when they are lowered', async () => {
    await spend(80);
    await spend(1, keyOf('abc', budgetOf(200)));
    expect(told().map(({ soft }) => soft)).toEqual([80n]);
    await spend(79, keyOf('abc', budgetOf(200)), other);
    await spend(0, keyOf('abc', budgetOf(200)));
    await spend(0, keyOf('abc', budgetOf(200, 'day', 50)));
    await spend(0, keyOf('abc', budgetOf(200, 'day', 50)), other);
    expect(told().map(({ soft }) => soft)).toEqual([80n, 160n]);
  });

  it('are told of anew in each period', async () => {
    await spend(90);
    clock.advance(DAY_MS);
    await spend(79, KEY, other);
    expect(told()).toHaveLength(1);
    await spend(1);
    await spend(1, KEY, other);
    expect(
      told()
        .map(({ counter }) => counter.period)
        .sort(),
    ).toEqual(['2026-11-21', '2026-11-22']);
  });

  it('are told of for each budget that a call reaches', async () => {
    replicas = [replicaOf(store.database, clock, { DAILY_BUDGET_USD: '0.0001' })];
    [one = one] = replicas;
    await spend(80, pageOf(keyOf('abc', budgetOf(100, 'total')), 'tok', 100));
    expect(
      told()
        .map(({ counter }) => `${counter.scope} ${counter.period}`)
        .sort(),
    ).toEqual(['gateway 2026-11-21', 'key:abc total', 'token:tok total']);
  });

  it('are told of when a call begins its period’s last moment and ends after it', async () => {
    clock.advance(DAY_MS - 1);
    const reservation = await one.ledger.reserve(planOf(80, KEY));
    clock.advance(1);
    await one.ledger.settle(reservation, resultOf(80));
    expect(told()).toMatchObject([{ counter: { period: '2026-11-21' } }]);
  });

  it('that lost calls have reached are told of with the next call that ends', async () => {
    await one.ledger.reserve(planOf(90, KEY));
    clock.advance(LEASE_MS + 1);
    await other.orphans.look();
    await spend(0, KEY, other);
    expect(told()).toMatchObject([{ spent: 90n }]);
  });
});

describe('who listens for soft limits', () => {
  const WARNING = {
    counter: { scope: 'key:abc', period: 'total' },
    period: 'total',
    limit: 10n,
    soft: 8n,
    spent: 9n,
  };

  it('is told until it listens no more, as are the others', () => {
    const events = new BudgetEvents();
    const [first, second] = [jest.fn(), jest.fn()];
    const leave = events.onWarning(first);
    events.onWarning(second);
    events.tell(WARNING as unknown as BudgetWarning);
    leave();
    events.tell(WARNING as unknown as BudgetWarning);
    expect(first.mock.calls).toEqual([[WARNING]]);
    expect(second.mock.calls).toEqual([[WARNING], [WARNING]]);
  });
});
