import { microUsd } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { CounterSums } from './counter-sums';
import { change } from './counter.store';
import { GatewaySpend } from './gateway-spend';

const DAY = '2026-11-21';
const usd = (dollars: number): ReturnType<typeof microUsd> => microUsd(BigInt(dollars) * 1_000_000n);

describe.each(ENGINES)('what the gateway spends, on %s', (engine) => {
  const store = storeOfBlock(engine);
  const spendOn = (database = store.database): GatewaySpend => new GatewaySpend(database, new FixedClock());

  it('is the sum of this day, and nothing else', async () => {
    expect(await spendOn().today()).toEqual({ day: DAY, spent: 0n });
    const sums = new CounterSums();
    sums.add([{ scope: 'gateway', period: DAY }], { spent: 7_000_000, reserved: 5_000_000 });
    sums.add(
      [
        { scope: 'gateway', period: '2026-11-20' },
        { scope: 'key:a', period: DAY },
      ],
      { spent: 9 },
    );
    await store.database.attempt((db) => change(store.database, db, sums));
    await spendOn().claim(DAY, usd(5));
    expect(await spendOn().today()).toEqual({ day: DAY, spent: 7_000_000n });
  });

  it('is told of once for each amount and day, by whoever is first', async () => {
    const replicas = [spendOn(), spendOn(await store.replica())];
    const claims = (day: string, amount: number): Promise<number> =>
      Promise.all([...replicas, ...replicas].map((one) => one.claim(day, usd(amount)))).then(
        (all) => all.filter(Boolean).length,
      );
    expect([await claims(DAY, 5), await claims(DAY, 10), await claims(DAY, 10)]).toEqual([1, 1, 0]);
    expect(await claims(DAY, 5)).toBe(0);
    expect(await claims('2026-11-22', 5)).toBe(1);
  });
});
