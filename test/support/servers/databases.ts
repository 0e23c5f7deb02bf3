import { createDatabase } from './create-database';

/** Sixteen workers with sixteen numbers each fill the 256 databases of the Redis that the tests start. */
const PER_WORKER = 16;
const WORKERS = 16;

/** A busy machine makes no test believe that Redis is away: what a `RedisConnection` waits where that is not the point. */
export const PATIENT_MS = 10_000;

let handedOut = 0;

/** Creates an empty database on the tests' PostgreSQL and returns its URL. Safe from parallel Jest workers. */
export function freshDatabase(): Promise<string> {
  return createDatabase(published('SALLYPORT_TEST_POSTGRES_URL'));
}

/**
 * The tests' Redis with a database number that no parallel worker uses, or unchanged when the given REDIS_URL
 * names a database itself. Each test file counts anew, so a database may hold keys of an earlier file: a test
 * that depends on an empty one flushes it first.
 */
export function redisDatabase(): string {
  const url = new URL(published('SALLYPORT_TEST_REDIS_URL'));
  if (url.pathname.length > 1) return url.href;
  const worker = (Number(process.env['JEST_WORKER_ID'] ?? 1) - 1) % WORKERS;
  const number = worker * PER_WORKER + (handedOut % PER_WORKER);
  handedOut += 1;
  url.pathname = `/${String(number)}`;
  return url.href;
}

function published(variable: string): string {
  const value = process.env[variable];
  if (!value)
    throw new Error(`${variable} is not set: the tests' servers were not started (compiled/run-setup.ts)`);
  return value;
}
