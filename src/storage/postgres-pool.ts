import { Pool, types } from 'pg';

/** How the connections of a pool are just now. */
export interface PoolState {
  /** So many there may be (`DATABASE_POOL_MAX`). */
  readonly max: number;
  /** So many there are, those that do nothing included. */
  readonly open: number;
  readonly idle: number;
  /** So many callers wait for one. */
  readonly waiting: number;
}

/** Opens no connection yet: each is made when it is first wanted. */
export function openPool(connectionString: string, max: number, timeoutMs: number): Pool {
  const pool = new Pool({
    connectionString,
    max,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    // A little earlier the server gives up itself, so that its locks are free and the connection stays good.
    statement_timeout: Math.floor(timeoutMs * 0.8),
    keepAlive: true,
    application_name: 'sallyport',
    // Times and amounts fit a double: 2^53 micro-USD are nine billion dollars.
    types: { getTypeParser: (oid) => (oid === types.builtins.INT8 ? Number : textParser(oid)) },
  });
  // An idle connection that breaks is no one's request; the next query opens another.
  pool.on('error', () => undefined);
  return pool;
}

export function stateOf({ options, totalCount, idleCount, waitingCount }: Pool): PoolState {
  return { max: options.max, open: totalCount, idle: idleCount, waiting: waitingCount };
}

function textParser(oid: number): (text: string) => unknown {
  const getTypeParser: (oid: number) => (text: string) => unknown = types.getTypeParser;
  return getTypeParser(oid);
}
