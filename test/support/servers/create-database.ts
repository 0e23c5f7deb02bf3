import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** SQLSTATE 55006, object_in_use: somebody, such as autovacuum, is connected to the template. */
const OBJECT_IN_USE = '55006';
const ATTEMPTS = 10;

/** The one thing that is asked of a connection here; `pg`'s Client has it. */
export interface Querier {
  query(sql: string): Promise<unknown>;
}

/** Creates a uniquely named, empty database on the server at `url` and returns the URL of the new one. */
export async function createDatabase(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const created = new URL(url);
    created.pathname = `/${await createUniqueDatabase(client)}`;
    return created.href;
  } finally {
    await client.end();
  }
}

/** From template0, which takes no connections, because any session in template1 makes the statement fail. */
export async function createUniqueDatabase(querier: Querier): Promise<string> {
  const name = `sallyport_test_${randomUUID().replaceAll('-', '')}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await querier.query(`CREATE DATABASE ${name} TEMPLATE template0`);
      return name;
    } catch (error) {
      // PostgreSQL itself waits five seconds for the template before it says so: no pause is needed here.
      if ((error as { readonly code?: unknown }).code !== OBJECT_IN_USE || attempt === ATTEMPTS) throw error;
    }
  }
}
