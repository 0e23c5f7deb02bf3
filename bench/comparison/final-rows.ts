import Sqlite from 'libsql';
import { Client } from 'pg';
import { databaseFile } from '../../src/storage';

/** Calls that have been answered and paid for. */
const SETTLED = `select cast(count(*) as integer) as settled from ledger where state = 'settled'`;

interface Count {
  readonly settled: number;
}

/** Of a gateway that keeps its books in SQLite, and may go on doing so. */
export function finalRowsInSqlite(dataDir: string): Promise<number> {
  const database = new Sqlite(databaseFile(dataDir), { readonly: true });
  try {
    const { settled } = database.prepare(SETTLED).get() as Count;
    return Promise.resolve(settled);
  } finally {
    database.close();
  }
}

/** Of gateways that keep their books in PostgreSQL. */
export async function finalRowsInPostgres(connectionString: string): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Count>(SETTLED);
    return rows[0]?.settled ?? NaN;
  } finally {
    await client.end();
  }
}
