import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startGateway } from '../parts/gateway';
import { cpuSecondsOf, startServer, type ServerProcess } from '../parts/server-process';
import { ensureServers } from '../../test/support/servers/install';
import { startPostgres } from '../../test/support/servers/postgres-server';
import { startRedis } from '../../test/support/servers/redis-server';
import type { Contender, ContenderName } from './contender';
import { finalRowsInPostgres, finalRowsInSqlite } from './final-rows';
import { startPortkey } from './portkey';

const DIST = join(__dirname, '../..');
/** Nobody is limited here: a bench is one address that asks, and is refused, all the time. */
const UNLIMITED = { FLOOD_LIMIT_MAX: '1000000000' };

/** Starts a contender in front of the upstream. */
export function startContender(name: ContenderName, upstream: ServerProcess): Promise<Contender> {
  return STARTS[name](upstream);
}

const STARTS: Readonly<Record<ContenderName, (upstream: ServerProcess) => Promise<Contender>>> = {
  direct: (upstream) =>
    Promise.resolve({ ...contenderOf('direct', upstream), stop: () => Promise.resolve() }),
  raw: async ({ url }) =>
    contenderOf('raw', await startServer(join(__dirname, '../peers/raw-proxy.js'), [url])),
  embedded,
  shared,
  portkey: async ({ url }) => {
    const { server, headers } = await startPortkey(url);
    return { ...contenderOf('portkey', server), headers };
  },
  'express-sdk': async ({ url }) => {
    const env = { NODE_ENV: 'production' };
    const server = await startServer(join(__dirname, '../peers/express-sdk.js'), [url], { env });
    return { ...contenderOf('express-sdk', server), answersQueries: true };
  },
};

function contenderOf(name: ContenderName, server: ServerProcess): Contender {
  return {
    name,
    url: server.url,
    headers: { 'x-api-key': 'none' },
    answersQueries: false,
    strangersKey: undefined,
    cpu: () => ({ server: server.cpuSeconds(), redis: 0, postgres: 0 }),
    peakMemory: () => server.memory().peak,
    forgetPeak: () => {
      server.forgetPeak();
    },
    finalRows: undefined,
    stop: () => server.stop(),
  };
}

async function embedded({ url }: ServerProcess): Promise<Contender> {
  const gateway = await startGateway({ upstream: url, env: UNLIMITED });
  return {
    ...contenderOf('embedded', gateway),
    headers: { 'x-api-key': gateway.key },
    answersQueries: true,
    strangersKey: strangersKey(),
    finalRows: () => finalRowsInSqlite(gateway.env['DATA_DIR'] ?? ''),
  };
}

async function shared({ url }: ServerProcess): Promise<Contender> {
  ensureServers(['redis', 'postgres']);
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres({ durable: true })]);
  const stopStores = (): Promise<unknown> => Promise.all([redis.stop(), postgres.stop()]);
  try {
    const database = await postgres.createDatabase();
    const env = { ...UNLIMITED, REDIS_URL: redis.url, DATABASE_URL: database };
    const gateway = await startGateway({ upstream: url, env });
    return {
      ...contenderOf('shared', gateway),
      headers: { 'x-api-key': gateway.key },
      answersQueries: true,
      strangersKey: strangersKey(),
      cpu: () => ({
        server: gateway.cpuSeconds(),
        redis: cpuSecondsOf(redis.pid() ?? 0),
        postgres: cpuSecondsOf(postgres.pid() ?? 0),
      }),
      finalRows: () => finalRowsInPostgres(database),
      stop: async () => {
        await gateway.stop();
        await stopStores();
      },
    };
  } catch (error) {
    await stopStores();
    throw error;
  }
}

/** A key as ours are, that no gateway knows. */
function strangersKey(): string {
  return execFileSync(process.execPath, [join(DIST, 'src/cli/keys.js'), 'generate'], {
    env: { PATH: process.env['PATH'] },
  })
    .toString()
    .trim();
}
