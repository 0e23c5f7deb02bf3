import { stopServers } from './stop-servers';
import { ensureServers, PROGRAMS } from './install';
import { startPostgres } from './postgres-server';
import { startRedis } from './redis-server';
import { leaveServers } from './test-servers';

/**
 * Publishes a Redis and a PostgreSQL to the tests, as SALLYPORT_TEST_REDIS_URL and SALLYPORT_TEST_POSTGRES_URL:
 * the ones given in REDIS_URL and DATABASE_URL, or else ones that it starts. The given variables are taken out,
 * so that a gateway under test reads only what its test configured.
 */
export async function startServers(): Promise<void> {
  const given = { REDIS_URL: take('REDIS_URL'), DATABASE_URL: take('DATABASE_URL') };
  const needsRedis = given.REDIS_URL === undefined;
  const needsPostgres = given.DATABASE_URL === undefined;
  ensureServers([
    ...(needsRedis ? ['redis' as const] : []),
    ...(needsPostgres ? ['postgres' as const] : []),
    ...PROGRAMS,
  ]);

  const starting = [
    needsRedis ? startRedis() : Promise.resolve(undefined),
    needsPostgres ? startPostgres() : Promise.resolve(undefined),
  ] as const;
  const outcomes = await Promise.allSettled(starting);
  leaveServers({ started: outcomes.flatMap(valueOf), given });
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) {
    await stopServers();
    throw failed.reason;
  }

  const [redis, postgres] = await Promise.all(starting);
  process.env['SALLYPORT_TEST_REDIS_URL'] = given.REDIS_URL ?? redis?.url;
  process.env['SALLYPORT_TEST_POSTGRES_URL'] = given.DATABASE_URL ?? postgres?.url;
}

/** The variable's value, removed from the environment; an empty one counts as not given. */
function take(variable: string): string | undefined {
  const value = process.env[variable];
  Reflect.deleteProperty(process.env, variable);
  return value === '' ? undefined : value;
}

function valueOf<T>(outcome: PromiseSettledResult<T | undefined>): readonly T[] {
  return outcome.status === 'fulfilled' && outcome.value !== undefined ? [outcome.value] : [];
}
