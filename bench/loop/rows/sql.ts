import Database from 'libsql';
import { Client } from 'pg';
import type { DatabaseConfig } from '../../../src/config';
import { databaseFile } from '../../../src/storage';

/** Runs statements that take as long as they take, which the gateway's own connections would not wait for. */
export async function execute(
  { databaseUrl, dataDir }: DatabaseConfig,
  statements: readonly string[],
): Promise<void> {
  if (databaseUrl === undefined) {
    const file = new Database(databaseFile(dataDir));
    for (const statement of statements) file.exec(statement);
    file.close();
    return;
  }
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
    // As autovacuum will have done where so many rows came in days.
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** `insert into table (columns) select …` for each number `i` from 0 on: both engines read it. */
export function rows(table: string, count: number, columns: Readonly<Record<string, string>>): string {
  return `insert into ${table} (${Object.keys(columns).join(', ')})
    with recursive numbers(i) as (
      select cast(0 as bigint) union all select i + 1 from numbers where i < ${String(count - 1)}
    ) select ${Object.values(columns).join(', ')} from numbers`;
}
