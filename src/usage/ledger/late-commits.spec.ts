import { Logger } from '@nestjs/common';
import { FixedClock } from '../../kernel/clock.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import { asked, budgetOf, keyOf, planOf, replicaOf, resultOf, type Replica } from './ledger.fixture';
import { untilWaiting } from './locks.fixture';
import { balancedMoney, sumOf } from './money.fixture';
import { UnreliableDatabase } from './unreliable-database.fixture';

const KEY = keyOf('abc', budgetOf(100));

beforeAll(() => {
  Logger.overrideLogger(false);
});

// On SQLite whatever one process asks is done in the order in which it was asked.
describe('a commit that comes after it was given up, on PostgreSQL', () => {
  const store = storeOfBlock('postgresql');
  const clock = new FixedClock();
  let database: UnreliableDatabase;
  let replica: Replica;
  beforeEach(() => {
    database = new UnreliableDatabase(store.database);
    replica = replicaOf(database, clock);
  });

  /** Does something that has to wait for the late commit, which comes while it waits. */
  async function meets<T>(doing: Promise<T>): Promise<T> {
    await untilWaiting(store.database, () => 1);
    await database.arrive();
    return doing;
  }

  it('of a reservation that is taken back meanwhile holds nothing', async () => {
    database.line = 'late';
    expect(await asked(replica, planOf(5, KEY))).toBe('store_unavailable');
    database.line = 'up';
    await meets(replica.ledger.tend());
    expect(await balancedMoney(store.database)).toEqual({ rows: [], sums: new Map() });
  });

  it('of a settlement that is tried again meanwhile is counted once', async () => {
    const reservation = await replica.ledger.reserve(planOf(5, KEY));
    database.line = 'late';
    await expect(replica.ledger.settle(reservation, resultOf(3))).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    database.line = 'up';
    await meets(replica.ledger.tend());
    expect(await sumOf(store.database, 'key:abc total')).toEqual([3, 0]);
  });
});
