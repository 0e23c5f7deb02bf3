import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../../test/support/servers/databases';
import type { StorageConfig } from '../config';
import { openDatabase, type Database } from './database';

/** Every store the gateway runs on; what is promised of one is promised of both. */
export const ENGINES = ['sqlite', 'postgresql'] as const;

export type Engine = (typeof ENGINES)[number];

/** A fresh store and the folder that goes with it. */
export class TestStore {
  readonly #opened: Database[] = [];

  private constructor(readonly config: StorageConfig) {}

  static async create(engine: Engine): Promise<TestStore> {
    return new TestStore({
      databaseUrl: engine === 'postgresql' ? await freshDatabase() : undefined,
      dataDir: mkdtempSync(join(tmpdir(), 'sallyport-store-')),
      redisUrl: undefined,
    });
  }

  /** Opens the store; each call is another replica. */
  async open(): Promise<Database> {
    const database = await openDatabase(this.config);
    this.#opened.push(database);
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
] as const;

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
  });
  beforeEach(() =>
    database.attempt(async (db) => {
      for (const table of TABLES) await db.deleteFrom(table).execute();
    }),
  );
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
