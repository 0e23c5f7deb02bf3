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
