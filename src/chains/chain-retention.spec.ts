import { Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import type { Database } from '../storage';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import {
  addChains,
  addSteps,
  chainRowOf,
  chainsIn,
  kept,
  replicaOn,
  soundChains,
  stepOf,
  stepRowOf,
  stepsIn,
} from './chains.fixture';

const DAY_MS = 86_400_000;
const RETENTION_MS = 7 * DAY_MS;
const ENV = { CHAINS_RETENTION_DAYS: '7' };

beforeAll(() => {
  Logger.overrideLogger(false);
});

/** So many chains of so many steps each, last changed at 0. */
async function addOld(database: Database, chains: number, steps = 1): Promise<void> {
  const ids = Array.from({ length: chains }, (_, at) => `old-${String(at)}`);
  await addChains(
    database,
    ids.map((id) => chainRowOf({ id, steps })),
  );
  const positions = Array.from({ length: steps }, (_, at) => at + 1);
  await addSteps(
    database,
    ids.flatMap((chain_id) => positions.map((position) => stepRowOf({ chain_id, position }))),
  );
}

describe.each(ENGINES)('chains that nobody has gone on with on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  beforeEach(() => {
    clock = new FixedClock(0);
  });
  const replica = (database = place.database) => replicaOn(database, clock, ENV);

  it('are deleted with their steps after their time, and not a moment before', async () => {
    const { chains, retention } = replica();
    const [first, second] = [await kept(chains), await kept(chains)];
    clock.advance(1);
    await kept(chains, { chainId: second });
    clock.advance(RETENTION_MS - 1);
    await retention.look();
    expect(await soundChains(place.database)).toHaveLength(2);
    clock.advance(1);
    await retention.look();
    expect((await soundChains(place.database)).map(({ id }) => id)).toEqual([second]);
    expect((await stepsIn(place.database)).map(({ chain_id }) => chain_id)).not.toContain(first);
    clock.advance(1);
    await retention.look();
    expect(await soundChains(place.database)).toEqual([]);
  });

  it.each([
    ['many', 1203, 1],
    ['many of many steps', 120, 50],
    ['few of very many steps', 3, 2500],
  ])('are all deleted in one round: %s', async (_, chains, steps) => {
    await addOld(place.database, chains, steps);
    clock.advance(RETENTION_MS + 1);
    const young = await kept(replica().chains);
    await replica().retention.look();
    expect((await soundChains(place.database)).map(({ id }) => id)).toEqual([young]);
  });

  it('are deleted by two replicas at the same moment', async () => {
    await addOld(place.database, 1700, 2);
    clock.advance(RETENTION_MS + 1);
    const other = replica(await place.replica());
    await Promise.all([replica().retention.look(), other.retention.look()]);
    expect(await soundChains(place.database)).toEqual([]);
  });

  it('are deleted whole or go on, when a step comes at that moment', async () => {
    await addOld(place.database, 60);
    clock.advance(RETENTION_MS + 1);
    const [one, other] = [replica(), replica(await place.replica())];
    const ids = (await chainsIn(place.database)).map(({ id }) => id);
    const [recorded] = await Promise.all([
      Promise.all(ids.map((chainId) => one.chains.record(stepOf({ chainId })))),
      other.retention.look(),
    ]);
    const left = await soundChains(place.database);
    expect(left.map(({ id }) => id).sort()).toEqual(recorded.filter((id) => id !== null).sort());
    expect(left.every(({ steps }) => steps === 2)).toBe(true);
  });

  it('stay while the store is away', async () => {
    const { retention } = replica(await place.gone());
    expect((await refusalOf(() => retention.look())).code).toBe('store_unavailable');
  });

  it('are left for the next start once the process is to end', async () => {
    await addOld(place.database, 1);
    clock.advance(RETENTION_MS + 1);
    const { retention } = replica();
    await retention.beforeApplicationShutdown();
    await retention.look();
    expect(await soundChains(place.database)).toHaveLength(1);
  });
});

describe('chains that nobody has gone on with on PostgreSQL', () => {
  const place = storeOfBlock('postgresql');
  let clock: FixedClock;
  beforeEach(async () => {
    clock = new FixedClock(RETENTION_MS + 1);
    await addOld(place.database, 3);
  });

  it('are not waited for where a step is being written, and go on', async () => {
    const { retention } = replicaOn(await place.replica(), clock, ENV);
    await place.database.transaction(async (db) => {
      await db
        .updateTable('chains')
        .set({ steps: 2, updated_at: clock.now() })
        .where('id', '=', 'old-1')
        .execute();
      await retention.look();
      expect(await chainsIn(place.database)).toHaveLength(1);
      await db
        .insertInto('chain_steps')
        .values(stepRowOf({ chain_id: 'old-1', position: 2 }))
        .execute();
    });
    await retention.look();
    expect(await soundChains(place.database)).toMatchObject([{ id: 'old-1', steps: 2 }]);
  });

  it('take no step that comes while they are deleted: it waits, and is not kept', async () => {
    const { chains } = replicaOn(await place.replica(), clock, ENV);
    let recording: Promise<string | null> | undefined;
    await place.database.transaction(async (db) => {
      await db.deleteFrom('chains').where('id', '=', 'old-1').execute();
      recording = chains.record(stepOf({ chainId: 'old-1' }));
      while (!(await someoneWaits(place.database)));
      await db.deleteFrom('chain_steps').where('chain_id', '=', 'old-1').execute();
    });
    expect(await recording).toBeNull();
    expect((await soundChains(place.database)).map(({ id }) => id)).toEqual(['old-0', 'old-2']);
  });
});

async function someoneWaits(database: Database): Promise<boolean> {
  const { rows } = await database.attempt((db) =>
    sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(
      db,
    ),
  );
  return rows.length > 0;
}

describe('the round of retention', () => {
  const place = storeOfBlock('sqlite');

  it('comes a minute after the start and then every hour, whatever becomes of it, until shutdown', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    try {
      const { retention } = replicaOn(place.database);
      const look = jest.spyOn(retention, 'look').mockResolvedValue(undefined);
      retention.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(59_999);
      expect(look).toHaveBeenCalledTimes(0);
      await jest.advanceTimersByTimeAsync(1);
      expect(look).toHaveBeenCalledTimes(1);
      look.mockRejectedValueOnce(new Error('no store'));
      await jest.advanceTimersByTimeAsync(2 * 3_600_000);
      expect(look).toHaveBeenCalledTimes(3);
      await retention.beforeApplicationShutdown();
      await jest.advanceTimersByTimeAsync(2 * 3_600_000);
      expect(look).toHaveBeenCalledTimes(3);
    } finally {
      jest.useRealTimers();
    }
  });
});
