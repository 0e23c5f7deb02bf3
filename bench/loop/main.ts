import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../test/support/servers/postgres-server';
import { startRedis } from '../../test/support/servers/redis-server';
import { startGateway, type Gateway } from '../parts/gateway';
import { startServer } from '../parts/server-process';
import { probed, readLag, resetLag } from './lag';
import { fillStore } from './rows/lived-in';
import { ADMIN_KEY, USER, type Situation } from './situation';
import { bodies } from './situations/bodies';
import { logins } from './situations/logins';
import { document, lists, reports, trail } from './situations/readings';
import { during } from './small-requests';
import { HEAD, lineOf } from './table';

/*
 * Prints how late the event loop of a gateway is while it does what is heavy, and what small requests wait meanwhile.
 * `npm run bench:loop -- --engine sqlite --ledger 1000000 --audit 200000 --only usage`
 */

const { values } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true, default: ['sqlite', 'postgresql'] },
    ledger: { type: 'string', default: '1000000' },
    audit: { type: 'string', default: '200000' },
    only: { type: 'string', default: '' },
  },
});
const amounts = { ledger: Number(values.ledger), audit: Number(values.audit) };
const SECRET = 'a secret of the bench, and nobody else’s';

async function main(): Promise<void> {
  const upstream = await startServer(join(__dirname, '../upstream/stub.js'));
  try {
    for (const engine of values.engine) await measureOn(engine, upstream.url);
  } finally {
    await upstream.stop();
  }
}

async function measureOn(engine: string, upstream: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-loop-'));
  const servers = engine === 'sqlite' ? [] : await Promise.all([startPostgres(), startRedis()]);
  try {
    const [databaseUrl, redisUrl] = servers.map(({ url }) => url);
    await fillStore({ databaseUrl, dataDir, poolMax: 10, timeoutMs: 30_000 }, SECRET, amounts);
    const socket = join(dataDir, 'lag.sock');
    const { flags, env } = probed(socket);
    const stores = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
    const admin = {
      BOOTSTRAP_ADMIN_KEY: ADMIN_KEY,
      BOOTSTRAP_ADMIN_USERNAME: USER.username,
      BOOTSTRAP_ADMIN_PASSWORD: USER.password,
    };
    const limits = { FLOOD_LIMIT_MAX: '1000000000' };
    const settings = { SECRET_KEY: SECRET, DATA_DIR: dataDir, ...stores, ...admin, ...limits, ...env };
    const gateway = await startGateway({ upstream, flags, env: settings });
    try {
      await measureAll(engine, gateway, socket);
    } finally {
      await gateway.stop();
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measureAll(engine: string, gateway: Gateway, socket: string): Promise<void> {
  const extent = `${engine}, ${values.ledger} calls in the ledger, ${values.audit} rows in the audit trail`;
  process.stdout.write(`\n${extent}\n${HEAD}\n`);
  // What is done for the first time costs more, and is none of what is measured.
  await during(gateway, async () => {
    await quiet();
  });
  const situations = [{ name: 'nothing else', run: quiet }, ...document(), ...logins(), ...bodies()];
  for (const situation of [...situations, ...reports(), ...trail(), ...lists()])
    if (situation.name.includes(values.only)) await measure(situation, gateway, socket);
}

async function measure(situation: Situation, gateway: Gateway, socket: string): Promise<void> {
  let wrong: readonly string[] = [];
  await resetLag(socket);
  const began = performance.now();
  const small = await during(gateway, async () => {
    wrong = await situation.run(gateway);
  });
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(
    `${lineOf({ name: situation.name, seconds, lag: await readLag(socket), small, wrong })}\n`,
  );
}

async function quiet(): Promise<readonly []> {
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return [];
}

void main();
