import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { budgetOf, DAY_MS, keyOf, pageOf, planOf, replicaOf, resultOf } from '../ledger/ledger.fixture';
import { DaySpend } from './day-spend';

const NOTHING = { cost_usd: 0, reserved_usd: 0 };

describe.each(ENGINES)('what this day has cost, on %s', (engine) => {
  const store = storeOfBlock(engine);
  const TOKEN = 'tok';
  let clock: FixedClock;
  let spend: DaySpend;
  beforeEach(() => {
    clock = new FixedClock();
    spend = new DaySpend(store.database, clock);
  });

  it('is nothing where nothing was asked', async () => {
    expect(await spend.ofGateway()).toEqual(NOTHING);
    expect(await spend.ofOwner('key:abc')).toEqual(NOTHING);
    expect(await spend.ofToken(TOKEN)).toEqual({
      ...NOTHING,
      requests: 0,
      input_tokens: 0,
      output_tokens: 0,
    });
  });

  it('is what the ledger says, of everybody, of an owner and of a token, until the next day', async () => {
    const replica = replicaOf(store.database, clock);
    const [key, other] = [keyOf('abc', budgetOf(1000, 'day')), keyOf('xyz', budgetOf(1000, 'day'))];
    const page = pageOf(key, TOKEN, 1000);
    await replica.ledger.settle(await replica.ledger.reserve(planOf(100, page)), resultOf(30));
    await replica.ledger.settle(await replica.ledger.reserve(planOf(100, other)), resultOf(5));
    await replica.ledger.reserve(planOf(20, page));
    await replica.ledger.reserve(planOf(7, key));
    expect(await spend.ofGateway()).toEqual({ cost_usd: 0.000035, reserved_usd: 0.000027 });
    expect(await spend.ofOwner(key.countedAs)).toEqual({ cost_usd: 0.00003, reserved_usd: 0.000027 });
    expect(await spend.ofToken(TOKEN)).toMatchObject({
      requests: 2,
      cost_usd: 0.00003,
      reserved_usd: 0.00002,
    });
    clock.advance(DAY_MS);
    expect(await spend.ofGateway()).toEqual(NOTHING);
    expect((await spend.ofToken(TOKEN)).requests).toBe(0);
  });
});
