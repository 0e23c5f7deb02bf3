import { quantile, shoot } from '../parts/load';
import { plainShot } from '../parts/messages';
import type { Fleet } from './fleet';
import type { CountingDatabase, Stores, Work } from './stores';

/** Callers at once, over all keys. */
const CONNECTIONS = 32;
/** Requests before, for each gateway: until then its code is interpreted, and costs several times as much. */
const WARM_UP = 1600;

/** What one request costs everybody. */
export interface Costs {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU seconds for each 1,000 requests. */
  readonly cpu: Readonly<Record<'gateways' | 'redis' | 'postgresql' | 'nginx', number>>;
  readonly redisCalls: ReadonlyMap<string, number>;
  readonly statements: number;
  readonly commits: number;
  readonly rows: ReadonlyMap<string, number>;
  readonly walBytes: number;
  readonly storedBytes: number;
  /** All of them, after the load. */
  readonly connections: { readonly postgresql: number; readonly redis: number };
  /** Calls that shared a commit at most, over all gateways. */
  readonly largestBatch: number;
}

interface Site {
  readonly fleet: Fleet;
  readonly stores: Stores;
  readonly database: CountingDatabase;
  /** Where the provider is. */
  readonly upstream: string;
}

/**
 * Measures so many requests, spread evenly over so many keys, each of which has a budget that bounds it.
 * @throws Error unless each is answered rightly, and the provider was asked once for each
 */
export async function measure(
  { fleet, stores, database, upstream }: Site,
  keys: number,
  amount: number,
): Promise<Costs> {
  const all = await Promise.all(
    Array.from({ length: keys }, () =>
      fleet.createKey({ budget: { limit_usd: 1_000_000, period: 'total' } }),
    ),
  );
  const load = async (requests: number): Promise<readonly number[]> => {
    const share = Math.ceil(CONNECTIONS / keys);
    const shots = all.map(({ key }) => shoot(plainShot(fleet.url, key, share, requests / keys)));
    return (await Promise.all(shots)).flatMap(({ latencies }) => latencies);
  };
  const warmUp = WARM_UP * fleet.gateways.length;
  await database.checkpoint();
  await load(warmUp);
  await untilTrailed(database, all, warmUp);

  const callsBefore = await callsOf(upstream);
  const before = { ...fleet.cpuSeconds(), ...(await database.work()) };
  const began = performance.now();
  const latencies = [...(await load(amount))].sort((one, other) => one - other);
  const seconds = (performance.now() - began) / 1000;
  const connections = {
    postgresql: await connectionsOf(database),
    redis: await stores.redisConnections(),
  };
  await untilTrailed(database, all, warmUp + amount);
  const after = { ...fleet.cpuSeconds(), ...(await database.work()) };
  const calls = (await callsOf(upstream)) - callsBefore;
  if (calls !== amount)
    throw new Error(`${String(calls)} calls to the provider for ${String(amount)} requests`);
  const each = (part: (of: typeof before) => number): number => (part(after) - part(before)) / amount;
  const cpu = (part: (of: typeof before) => number): number => 1000 * each(part);
  return {
    requestsPerSecond: amount / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    cpu: {
      gateways: cpu(({ gateways }) => gateways),
      redis: cpu(({ redisCpuSeconds }) => redisCpuSeconds),
      postgresql: cpu(({ postgresCpuSeconds }) => postgresCpuSeconds),
      nginx: cpu(({ nginx }) => nginx),
    },
    redisCalls: difference(before.redisCalls, after.redisCalls, amount),
    statements: each(({ statements }) => statements),
    commits: each(({ commits }) => commits),
    rows: difference(before.rows, after.rows, amount),
    walBytes: each(({ walBytes }) => walBytes),
    storedBytes: each(({ storedBytes }) => storedBytes),
    connections,
    largestBatch: await largestBatchOf(fleet),
  };
}

/** Resolves when the audit trail tells of so many requests of these keys: what is written in the background has been. */
async function untilTrailed(
  database: CountingDatabase,
  keys: readonly { readonly id: string }[],
  amount: number,
): Promise<void> {
  const actors = keys.map(({ id }) => `key:${id}`);
  for (const deadline = performance.now() + 30_000; performance.now() < deadline;) {
    const [row] = await database.query<{ trailed: number }>(
      `select count(*)::int as trailed from audit_rows where kind = 'request' and actor = any($1)`,
      [actors],
    );
    if (row !== undefined && row.trailed >= amount) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The audit trail does not tell of all requests');
}

async function connectionsOf(database: CountingDatabase): Promise<number> {
  const [row] = await database.query<{ open: number }>(
    `select count(*)::int as open from pg_stat_activity
      where application_name = 'sallyport' and datname = current_database()`,
  );
  return row?.open ?? 0;
}

async function callsOf(upstream: string): Promise<number> {
  return Number(await (await fetch(`${upstream}/count`)).text());
}

async function largestBatchOf(fleet: Fleet): Promise<number> {
  const batches = fleet.gateways.map(async ({ url }) => {
    const answer = await fetch(`${url}/health`);
    const { checks } = (await answer.json()) as { checks: { ledger: { largest_batch: string } } };
    return Number(checks.ledger.largest_batch);
  });
  return Math.max(...(await Promise.all(batches)));
}

function difference(before: Work['rows'], after: Work['rows'], amount: number): ReadonlyMap<string, number> {
  return new Map([...after].map(([name, total]) => [name, (total - (before.get(name) ?? 0)) / amount]));
}
