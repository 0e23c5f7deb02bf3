import type { Queries } from '../../storage';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { TestTrail } from '../audit.fixture';

interface Tampering {
  readonly name: string;
  readonly change: (db: Queries, writer: string) => Promise<unknown>;
  readonly seq: number;
  readonly reason: RegExp;
}

const rowOf = (db: Queries, writer: string, seq: number) =>
  db.updateTable('audit_rows').where('writer', '=', writer).where('seq', '=', seq);

/** A chain of an opening row, two batches of four requests (to rows 5 and 9) and one act (row 10). */
const TAMPERINGS: readonly Tampering[] = [
  {
    name: 'an edited record',
    change: (db, writer) => rowOf(db, writer, 4).set({ record: '{"kind":"request"}' }).execute(),
    seq: 4,
    reason: /not what was written/,
  },
  {
    name: 'an edited hash',
    change: (db, writer) =>
      rowOf(db, writer, 4)
        .set({ hash: 'a'.repeat(64) })
        .execute(),
    seq: 4,
    reason: /not what was written/,
  },
  {
    name: 'a column that its record contradicts',
    change: (db, writer) => rowOf(db, writer, 6).set({ actor: 'key:somebodyelse' }).execute(),
    seq: 6,
    reason: /another actor than its record/,
  },
  {
    name: 'a row that is gone',
    change: (db, writer) =>
      db.deleteFrom('audit_rows').where('writer', '=', writer).where('seq', '=', 3).execute(),
    seq: 3,
    reason: /is missing: row 4/,
  },
  {
    name: 'two rows that have changed places',
    change: async (db, writer) => {
      await rowOf(db, writer, 3).set({ seq: 1000 }).execute();
      await rowOf(db, writer, 7).set({ seq: 3 }).execute();
      await rowOf(db, writer, 1000).set({ seq: 7 }).execute();
    },
    seq: 3,
    reason: /not what was written/,
  },
  {
    name: 'a beginning that is cut off',
    change: (db, writer) =>
      db.deleteFrom('audit_rows').where('writer', '=', writer).where('seq', '<=', 2).execute(),
    seq: 1,
    reason: /is missing/,
  },
  {
    name: 'an end that is cut off',
    change: (db, writer) =>
      db.deleteFrom('audit_rows').where('writer', '=', writer).where('seq', '>', 8).execute(),
    seq: 9,
    reason: /is missing/,
  },
  {
    name: 'an end that is cut off with its signatures',
    change: async (db, writer) => {
      await db.deleteFrom('audit_rows').where('writer', '=', writer).where('seq', '>', 5).execute();
      await db.deleteFrom('audit_checkpoints').where('writer', '=', writer).where('seq', '>', 5).execute();
    },
    seq: 6,
    reason: /is missing at the end: .* saw row 10/,
  },
  {
    name: 'everything of a writer',
    change: async (db, writer) => {
      await db.deleteFrom('audit_rows').where('writer', '=', writer).execute();
      await db.deleteFrom('audit_checkpoints').where('writer', '=', writer).execute();
    },
    seq: 1,
    reason: /all rows are missing/,
  },
  {
    name: 'a row that was put in at the end',
    change: async (db, writer) => {
      const row = await db
        .selectFrom('audit_rows')
        .selectAll()
        .where('writer', '=', writer)
        .where('seq', '=', 10)
        .executeTakeFirstOrThrow();
      await db
        .insertInto('audit_rows')
        .values({ ...row, seq: 11 })
        .execute();
    },
    seq: 11,
    reason: /not what was written/,
  },
  {
    name: 'a signature that is gone',
    change: (db, writer) =>
      db.deleteFrom('audit_checkpoints').where('writer', '=', writer).where('seq', '=', 5).execute(),
    seq: 1,
    reason: /lost their signature/,
  },
  {
    name: 'a signature of another key',
    change: (db, writer) =>
      db
        .updateTable('audit_checkpoints')
        .set({ kid: '0123456789abcdef' })
        .where('writer', '=', writer)
        .where('seq', '=', 9)
        .execute(),
    seq: 9,
    reason: /key 0123456789abcdef, which is not known/,
  },
  {
    name: 'a statement that is not as it was signed',
    change: (db, writer) =>
      db
        .updateTable('audit_checkpoints')
        .set({ signature: '0'.repeat(128) })
        .where('writer', '=', writer)
        .where('seq', '=', 9)
        .execute(),
    seq: 9,
    reason: /signature that does not fit/,
  },
];

describe.each(ENGINES)('the trail in a store, on %s,', (engine) => {
  const place = storeOfBlock(engine);
  let gateway: TestTrail;
  beforeEach(async () => {
    gateway = new TestTrail(place.database);
    await gateway.write(4);
    await gateway.write(4);
    await gateway.act('key:1');
    await gateway.trail.flush();
  });

  it('verifies as it is, as does what another gateway wrote', async () => {
    const other = new TestTrail(place.database);
    await other.write(2);
    expect((await other.verify()).chains.map(({ chain }) => chain.rows).sort()).toEqual([10, 3]);
    expect([await other.fault(), await gateway.fault()]).toEqual([undefined, undefined]);
  });

  it.each(TAMPERINGS)('does not hide $name', async ({ change, seq, reason }) => {
    await place.database.attempt((db) => change(db, gateway.writer));
    expect(await gateway.fault()).toEqual({
      writer: gateway.writer,
      seq,
      reason: expect.stringMatching(reason),
    });
  });
});

describe('a chain whose process is gone', () => {
  const place = storeOfBlock('sqlite');

  it('shows that its end was cut off, signatures and all, when a later process has seen it', async () => {
    const gone = new TestTrail(place.database);
    await gone.write(3);
    await gone.write(3);
    const later = new TestTrail(place.database);
    await later.trail.flush();
    await place.database.attempt(async (db) => {
      for (const table of ['audit_rows', 'audit_checkpoints'] as const)
        await db.deleteFrom(table).where('writer', '=', gone.writer).where('seq', '>', 4).execute();
    });
    expect(await later.fault()).toMatchObject({ writer: gone.writer, seq: 5 });
  });

  it('is good after its SECRET_KEY was changed, and changed again', async () => {
    const secrets = ['one', 'two', 'three'].map((name) => `a test fixture, and nobody’s secret: ${name}`);
    for (const [at, secret] of secrets.entries()) {
      const trail = new TestTrail(place.database, {
        secret,
        ...(at > 0 && { previous: secrets[at - 1] ?? '' }),
      });
      await trail.write(2);
    }
    const last = new TestTrail(place.database, { secret: secrets[2] ?? '' });
    expect(await last.fault()).toBeUndefined();
    const stranger = new TestTrail(place.database, { secret: 'of somebody else' });
    expect((await stranger.fault())?.reason).toMatch(/which is not known here/);
  });
});
