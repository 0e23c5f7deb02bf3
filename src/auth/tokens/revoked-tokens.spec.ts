import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { RedisConnection, type Database } from '../../storage';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { Revocations } from '../revocations';
import { RevokedTokens } from './revoked-tokens';

const NOW = 1_789_000_000_000;

describe.each(ENGINES)('tokens that were ended on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  let words: number;
  let revoked: RevokedTokens;
  beforeEach(() => {
    clock = new FixedClock(NOW);
    words = 0;
    revoked = over(place.database);
  });

  function over(database: Database): RevokedTokens {
    const revocations = new Revocations(new RedisConnection(undefined));
    revocations.onWord(() => {
      words += 1;
    });
    return new RevokedTokens(database, revocations, clock);
  }
  const rows = async (): Promise<readonly string[]> => {
    const found = await place.database.attempt((db) =>
      db.selectFrom('revoked_tokens').select('id').orderBy('id').execute(),
    );
    return found.map(({ id }) => id);
  };

  it('are known to every replica, each by its id, and nothing else is', async () => {
    await revoked.add([
      { id: 'a', expiresAt: NOW + 1 },
      { id: 'b', expiresAt: NOW + 1 },
    ]);
    const other = over(await place.replica());
    for (const ids of [['a'], ['b'], ['x', 'a'], ['a', undefined], [undefined, 'b'], ['a', 'b']]) {
      expect(await other.includeAny(ids)).toBe(true);
    }
    for (const ids of [['x'], ['A'], ['a '], [''], ['x', 'y'], ['%']])
      expect(await other.includeAny(ids)).toBe(false);
  });

  it('may be ended again, also many times at once, and stay so', async () => {
    await Promise.all(Array.from({ length: 10 }, () => revoked.add([{ id: 'a', expiresAt: NOW + 1 }])));
    expect(await rows()).toEqual(['a']);
  });

  it('are forgotten when they would have ended by themselves, at the next end of another', async () => {
    await revoked.add([
      { id: 'short', expiresAt: NOW + 5 },
      { id: 'long', expiresAt: NOW + 60_000 },
    ]);
    clock.advance(5);
    await revoked.add([{ id: 'next', expiresAt: NOW + 60_000 }]);
    expect(await rows()).toEqual(['long', 'next', 'short']);
    clock.advance(1);
    await revoked.add([{ id: 'last', expiresAt: NOW + 60_000 }]);
    expect(await rows()).toEqual(['last', 'long', 'next']);
  });

  it('are told, once they are stored', async () => {
    await revoked.add([{ id: 'a', expiresAt: NOW + 1 }]);
    expect(words).toBe(1);
    const gone = over(await place.gone());
    expect((await refusalOf(() => gone.add([{ id: 'b', expiresAt: NOW + 1 }]))).code).toBe(
      'store_unavailable',
    );
    expect(words).toBe(1);
  });

  it('are not taken for good when nobody can tell', async () => {
    const gone = over(await place.gone());
    expect((await refusalOf(() => gone.includeAny(['a']))).code).toBe('store_unavailable');
  });
});
