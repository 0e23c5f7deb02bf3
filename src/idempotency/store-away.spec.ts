import { Logger } from '@nestjs/common';
import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { LEASE_MS } from './idempotency.store';
import { replicaOn, requestOf, SlowWork } from './once.fixture';

describe.each(ENGINES)('while the store is away on %s', (engine) => {
  const place = storeOfBlock(engine);
  let warn: jest.SpyInstance;
  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  });
  afterEach(() => {
    warn.mockRestore();
  });

  /** Work that has begun on a replica whose store then goes away. */
  const workWithoutStore = async () => {
    const clock = new FixedClock();
    const going = await place.replica();
    const { idempotency } = replicaOn(going, clock);
    const slow = new SlowWork<string>();
    const working = idempotency.once(requestOf(), slow.run);
    await slow.begun;
    const waiting = idempotency.once(requestOf(), () => Promise.resolve('anew'));
    await going.close();
    return { clock, slow, working, waiting };
  };

  /** Its claim is left to run out. */
  const expectTakeover = async (clock: FixedClock): Promise<void> => {
    clock.advance(LEASE_MS + 1);
    const { idempotency } = replicaOn(place.database, clock);
    const again = await idempotency.once(requestOf(), () => Promise.resolve('anew'));
    expect(again).toEqual({ answer: 'anew', replayed: false });
  };

  it('nobody works: all are refused', async () => {
    const { idempotency } = replicaOn(await place.gone(), new FixedClock());
    const work = jest.fn(() => Promise.resolve('paid'));
    const refusals = await Promise.all(
      Array.from({ length: 20 }, () => refusalOf(() => idempotency.once(requestOf(), work))),
    );
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['store_unavailable']));
    expect(work).not.toHaveBeenCalled();
  });

  it('what has been made is answered, also to those who wait, and the log has a warning', async () => {
    const { clock, slow, working, waiting } = await workWithoutStore();
    slow.finish('paid');
    expect(await working).toEqual({ answer: 'paid', replayed: false });
    expect(await waiting).toEqual({ answer: 'paid', replayed: true });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(warn.mock.calls)).not.toContain('paid');
    await expectTakeover(clock);
  });

  it('what fails fails as it did, and those who wait are refused', async () => {
    const { clock, slow, working, waiting } = await workWithoutStore();
    slow.fail(new Error('The model is away'));
    await expect(working).rejects.toThrow('The model is away');
    expect((await refusalOf(() => waiting)).code).toBe('store_unavailable');
    await expectTakeover(clock);
  });
});
