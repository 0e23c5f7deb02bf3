import { Client } from 'pg';
import { Redis } from 'ioredis';
import { startPostgres } from '../../test/support/servers/postgres-server';
import { startRedis } from '../../test/support/servers/redis-server';
import { cpuSecondsOf } from '../parts/server-process';

/** What the stores have done since they started. */
export interface Work {
  readonly redisCpuSeconds: number;
  readonly postgresCpuSeconds: number;
  /** By name; what a script calls counts too. */
  readonly redisCalls: ReadonlyMap<string, number>;
  /** Beginnings and ends of transactions included. */
  readonly statements: number;
  /** Transactions that changed something: each is one wait for the disk. */
  readonly commits: number;
  /** Rows inserted, updated and deleted, by table. */
  readonly rows: ReadonlyMap<string, number>;
  readonly walBytes: number;
  /** What the ledger and the audit trail take with their indexes. */
  readonly storedBytes: number;
}

/** A Redis and a PostgreSQL whose commits wait for the disk, which count what they do. */
export interface Stores {
  readonly redisUrl: string;
  /** An empty database and an empty Redis. */
  empty(): Promise<CountingDatabase>;
  redisConnections(): Promise<number>;
  stop(): Promise<void>;
}

export interface CountingDatabase {
  readonly url: string;
  work(): Promise<Work>;
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** What is changed from now on is written once more in full, as after each checkpoint; better now than in between. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

const STATEMENTS = `
  select sum(s.calls)::float8 as statements from pg_stat_statements s
  join pg_database d on d.oid = s.dbid where d.datname = current_database()`;

const ROWS = `
  select substring(s.query from '(?:insert into|update|delete from)\\s+"?(\\w+)') as "table", sum(s.rows)::float8 as rows
  from pg_stat_statements s join pg_database d on d.oid = s.dbid
  where d.datname = current_database() and s.query ~ '^\\s*(insert|update|delete|with)'
  group by 1`;

const BYTES = `
  select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal,
    (pg_total_relation_size('ledger') + pg_total_relation_size('audit_rows'))::float8 as stored,
    pg_snapshot_xmax(pg_current_snapshot())::text::float8 as next`;

export async function startStores(): Promise<Stores> {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres({ durable: true })]);
  const server = await connected(postgres.url);
  await server.query("alter system set shared_preload_libraries = 'pg_stat_statements'");
  await server.end();
  await postgres.restart();
  const redisClient = new Redis(redis.url);

  async function work(client: Client): Promise<Work> {
    const statements = await client.query<{ statements: number }>(STATEMENTS);
    const rows = await client.query<{ table: string; rows: number }>(ROWS);
    const bytes = await client.query<{ wal: number; stored: number; next: number }>(BYTES);
    return {
      redisCpuSeconds: cpuSecondsOf(redis.pid() ?? 0),
      postgresCpuSeconds: cpuSecondsOf(postgres.pid() ?? 0),
      redisCalls: callsIn(await redisClient.info('commandstats')),
      statements: statements.rows[0]?.statements ?? 0,
      commits: bytes.rows[0]?.next ?? 0,
      rows: new Map(rows.rows.map((row) => [row.table, row.rows])),
      walBytes: bytes.rows[0]?.wal ?? 0,
      storedBytes: bytes.rows[0]?.stored ?? 0,
    };
  }

  return {
    redisUrl: redis.url,
    async empty() {
      await redisClient.flushall();
      const url = await postgres.createDatabase();
      const client = await connected(url);
      await client.query('create extension pg_stat_statements');
      await assertDurable(client);
      return {
        url,
        work: () => work(client),
        query: async <Row>(text: string, values: readonly unknown[] = []) =>
          (await client.query(text, [...values])).rows as Row[],
        checkpoint: async () => {
          await client.query('checkpoint');
        },
        close: () => client.end(),
      };
    },
    async redisConnections() {
      const info = await redisClient.info('clients');
      // All but our own.
      return Number(/connected_clients:(\d+)/.exec(info)?.[1]) - 1;
    },
    async stop() {
      redisClient.disconnect();
      await Promise.all([redis.stop(), postgres.stop()]);
    },
  };
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

async function assertDurable(client: Client): Promise<void> {
  const { rows } = await client.query<{ setting: string }>(
    "select setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')",
  );
  if (rows.some(({ setting }) => setting !== 'on')) throw new Error('PostgreSQL does not wait for the disk');
}

function callsIn(info: string): ReadonlyMap<string, number> {
  const lines = info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
  return new Map([...lines].map(([, name = '', calls]) => [name, Number(calls)]));
}
