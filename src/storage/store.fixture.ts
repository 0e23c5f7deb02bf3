import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { freshDatabase } from '../../test/support/servers/databases';
import type { DatabaseConfig } from '../config';
import { openDatabase, type Database } from './database';

/** Every store the gateway runs on; what is promised of one is promised of both. */
export const ENGINES = ['sqlite', 'postgresql'] as const;

export type Engine = (typeof ENGINES)[number];

/** A fresh store and the folder that goes with it. */
export class TestStore {
  readonly #opened: Database[] = [];

  private constructor(readonly config: DatabaseConfig) {}

  static async create(engine: Engine): Promise<TestStore> {
    return new TestStore({
      databaseUrl: engine === 'postgresql' ? await freshDatabase() : undefined,
      dataDir: mkdtempSync(join(tmpdir(), 'sallyport-store-')),
      poolMax: 10,
      timeoutMs: 10_000,
    });
  }

  /** Opens the store; each call is another replica. */
  async open(): Promise<Database> {
    const database = await openDatabase(this.config);
    this.#opened.push(database);
    await database.hurry();
    return database;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#opened.map((database) => database.close()));
    rmSync(this.config.dataDir, { recursive: true });
  }
}

const TABLES = [
  'api_keys',
  'users',
  'sessions',
  'revoked_tokens',
  'browser_tokens',
  'ledger',
  'budget_counters',
  'idempotency',
  'chains',
  'chain_steps',
  'error_counts',
  'admin_acts',
  'audit_rows',
  'audit_checkpoints',
  'audit_keys',
  'traffic',
] as const;

/** All tables emptied by one statement; on SQLite by a trigger, because a statement there names one table. */
const EMPTYING: Readonly<Record<Engine, { readonly before: readonly string[]; readonly statement: string }>> =
  {
    sqlite: {
      before: [
        'create temp view emptied as select 1 as done',
        `create temp trigger emptying instead of insert on emptied begin ${TABLES.map((table) => `delete from ${table};`).join(' ')} end`,
      ],
      statement: 'insert into emptied values (1)',
    },
    postgresql: {
      before: [],
      statement: `with ${TABLES.map((table) => `of_${table} as (delete from ${table})`).join(', ')} select 1`,
    },
  };

/** A store of the tests of one block. */
export interface StoreOfBlock {
  readonly database: Database;
  /** Opens it once more, as another replica does. */
  replica(): Promise<Database>;
  /** Opens it once more and closes that, as a database that has gone away. */
  gone(): Promise<Database>;
}

/** One store for the tests of the block that calls it, made once and empty before each test. */
export function storeOfBlock(engine: Engine): StoreOfBlock {
  let place: TestStore;
  let database: Database;
  beforeAll(async () => {
    place = await TestStore.create(engine);
    database = await place.open();
    for (const statement of EMPTYING[engine].before)
      await database.attempt((db) => sql.raw(statement).execute(db));
  });
  beforeEach(() => database.attempt((db) => sql.raw(EMPTYING[engine].statement).execute(db)));
  afterAll(() => place.remove());
  return {
    get database() {
      return database;
    },
    replica: () => place.open(),
    gone: async () => {
      const opened = await place.open();
      await opened.close();
      return opened;
    },
  };
}
