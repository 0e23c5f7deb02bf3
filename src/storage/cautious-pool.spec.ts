import type { PostgresPoolClient } from 'kysely';
import { DatabaseError, Pool } from 'pg';
import { freshDatabase } from '../../test/support/servers/databases';
import { CautiousPool } from './cautious-pool';

let url: string;
let driver: Pool;
let pool: CautiousPool;
beforeAll(async () => {
  url = await freshDatabase();
});
beforeEach(() => {
  driver = new Pool({ connectionString: url, max: 1, query_timeout: 200 });
  driver.on('error', () => undefined);
  pool = new CautiousPool(driver);
});
afterEach(() => pool.end());

async function first(client: PostgresPoolClient, statement: string): Promise<unknown> {
  const { rows } = await client.query<Record<string, unknown>>(statement, []);
  return Object.values(rows[0] ?? {})[0];
}
const pidOf = (client: PostgresPoolClient): Promise<unknown> => first(client, 'select pg_backend_pid()');

/** Who serves a connection that is taken after this one was given back. */
async function next(): Promise<unknown> {
  const client = await pool.connect();
  const pid = await pidOf(client);
  client.release();
  return pid;
}

describe('a connection', () => {
  it('is used again after it did what it was asked', async () => {
    const client = await pool.connect();
    const pid = await pidOf(client);
    client.release();
    expect(await next()).toBe(pid);
  });

  it.each(['selec 1', 'select 1/0', 'select * from nothing'])(
    'is used again after the server refused %s: it is as it should be',
    async (statement) => {
      const client = await pool.connect();
      const pid = await pidOf(client);
      await expect(client.query(statement, [])).rejects.toThrow();
      expect(await first(client, 'select 5')).toBe(5);
      client.release();
      expect(await next()).toBe(pid);
    },
  );

  it('is not used again after a statement was given up, not even to end its transaction', async () => {
    const client = await pool.connect();
    const pid = await pidOf(client);
    await client.query('begin', []);
    await expect(client.query('select pg_sleep(5)', [])).rejects.toThrow('timeout');
    await expect(client.query('commit', [])).rejects.toThrow('unknown state');
    client.release();
    expect(await next()).not.toBe(pid);
  });

  it.each(['between its statements', 'during one'])(
    'that breaks %s ends nothing else, and is not used again',
    async (when) => {
      const client = await pool.connect();
      const pid = String(await pidOf(client));
      const other = new Pool({ connectionString: url, max: 1 });
      const running =
        when === 'during one' ? client.query('select pg_sleep(5)', []).catch(() => undefined) : undefined;
      await other.query(`select pg_terminate_backend(${pid}, 5000)`);
      await running;
      await expect(client.query('select 1', [])).rejects.toThrow();
      client.release();
      expect(await next()).not.toBe(Number(pid));
      await other.end();
    },
  );
});

it.each([
  ['57P01', true],
  ['57P02', true],
  ['25P03', true],
  ['42601', false],
  ['23505', false],
])('a connection whose server said %s is given up: %p', async (code, isGivenUp) => {
  const released: unknown[] = [];
  const connection = {
    on: () => undefined,
    off: () => undefined,
    query: () => Promise.reject(Object.assign(new DatabaseError('its last words', 0, 'error'), { code })),
    release: (isLost: unknown) => released.push(isLost),
  };
  const over = { connect: () => Promise.resolve(connection) } as unknown as Pool;
  const client = await new CautiousPool(over).connect();
  await expect(client.query('select 1', [])).rejects.toThrow('its last words');
  client.release();
  expect(released).toEqual([isGivenUp]);
});
