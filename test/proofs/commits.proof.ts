import { configOf } from '../../src/config/config.fixture';
import { Clock, microUsd } from '../../src/kernel';
import { keyOf, planOf } from '../../src/usage/ledger/ledger.fixture';
import { BudgetEvents } from '../../src/usage/budgets/budget-events';
import { Ledger } from '../../src/usage/ledger/ledger';
import type { Database } from '../../src/storage';
import { ENGINES, TestStore } from '../../src/storage/store.fixture';
import { print } from './print';

const ROUNDS = 50;

describe.each(ENGINES)('reserving on %s', (engine) => {
  it('costs a lone caller one commit, and many share one', async () => {
    const place = await TestStore.create(engine);
    const database = await place.open();
    let commits = 0;
    const counting = Object.create(database) as Database;
    counting.run = (procedure, input) => {
      commits += 1;
      return database.run(procedure, input);
    };
    const ledger = new Ledger(counting, new Clock(), new BudgetEvents(), configOf());
    const budget = { limit: microUsd(1_000_000_000n), period: 'day' } as const;
    const figures: Record<string, string> = {};
    const shares: number[] = [];
    for (const callers of [1, 8, 32, 64, 256]) {
      commits = 0;
      const begun = performance.now();
      const caller = async (): Promise<void> => {
        for (let round = 0; round < ROUNDS; round += 1)
          await ledger.reserve(planOf(1, { ...keyOf('abc'), budget }));
      };
      await Promise.all(Array.from({ length: callers }, caller));
      const reservations = callers * ROUNDS;
      const microseconds = ((performance.now() - begun) * 1000) / reservations;
      const share = reservations / commits;
      shares.push(share);
      figures[`${String(callers)} callers`] =
        `${String(reservations)} reservations in ${String(commits)} commits: ${share.toFixed(1)} a commit, ${microseconds.toFixed(0)} us each`;
    }
    print(`reservations that share a commit, on ${engine}`, figures);
    expect(shares[0]).toBe(1);
    expect(shares[3]).toBeGreaterThanOrEqual(8);
    await place.remove();
  });
});
