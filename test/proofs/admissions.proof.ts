import { join } from 'node:path';
import { Agent, request } from 'undici';
import { startServer, type ServerProcess } from '../../bench/parts/server-process';
import { newApiKey } from '../../src/auth/keys/api-key-format';
import { openDatabase, type Database } from '../../src/storage/database';
import { callerWith, type ShownKey } from '../support/admin';
import { QUESTION } from '../support/ask';
import { PROJECT, TEST_SECRET } from '../support/gateway';
import { moneyFaults } from '../support/money';
import { PROVIDER_KEY } from '../support/simulator';
import { freshStores, type TestStores } from '../support/storage';
import { print, PROOF_MS } from './print';

const ADMISSIONS = Number(process.env['ADMISSIONS'] ?? 100_000);
const REPLICAS = Number(process.env['REPLICAS'] ?? 4);
const KEYS = 20;
/** So many requests of each key are under way at once. */
const CALLERS_PER_KEY = 6;
/** A replica is killed and started again whenever so many have been admitted. */
const KILL_EVERY = Number(process.env['KILL_EVERY'] ?? 20_000);
const LOOK_MS = 250;
const TELL_EVERY = 10_000;
const A_MINUTE = 60_000;
const LOST: Asked = { status: 0, costUsd: 0 };
const BODY = JSON.stringify({ ...QUESTION, max_tokens: 64 });

let stores: TestStores;
let simulator: ServerProcess;
let replicas: ServerProcess[];
const ADMIN = newApiKey().key;
/** On a connection that no kill closes. */
let database: Database;
const agent = new Agent({ connections: KEYS * CALLERS_PER_KEY, pipelining: 1 });

/** Quiet, so that the test does not read a hundred thousand records. */
const start = (): Promise<ServerProcess> =>
  startServer(join(PROJECT, 'dist/src/main.js'), [], {
    env: {
      ...stores.settings,
      PORT: '0',
      SECRET_KEY: TEST_SECRET,
      BOOTSTRAP_ADMIN_KEY: ADMIN,
      UPSTREAM: 'anthropic',
      ANTHROPIC_API_KEY: PROVIDER_KEY,
      ANTHROPIC_BASE_URL: simulator.url,
      RATE_LIMIT_MAX: '100000000',
      LOG_LEVEL: 'error',
    },
  });

beforeAll(async () => {
  stores = await freshStores();
  simulator = await startServer(join(PROJECT, 'dist/simulator/main.js'), ['--port', '0']);
  const { DATABASE_URL: databaseUrl, DATA_DIR: dataDir } = stores.settings;
  database = await openDatabase({
    databaseUrl,
    dataDir,
    poolMax: 10,
    timeoutMs: 10_000,
  });
  replicas = [await start()];
  replicas.push(...(await Promise.all(Array.from({ length: REPLICAS - 1 }, start))));
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await database.close();
  await simulator.stop();
  await agent.destroy();
  stores.remove();
});

interface Asked {
  readonly status: number;
  readonly costUsd: number;
}

async function ask(url: string, key: string): Promise<Asked> {
  const { statusCode, headers, body } = await request(`${url}/api/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: BODY,
    dispatcher: agent,
  });
  await body.text();
  return { status: statusCode, costUsd: Number(headers['x-sallyport-cost-usd']) };
}

it(
  `${String(ADMISSIONS)} admissions over ${String(REPLICAS)} replicas overspend nothing`,
  async () => {
    const admin = callerWith(replicas[0] as ServerProcess, ADMIN);
    const keyWith = async (limitUsd: number): Promise<string> => {
      const budget = { limit_usd: limitUsd, period: 'total' };
      return (await admin<ShownKey>('POST', '/admin/keys', { name: 'proof', role: 'member', budget })).body
        .key;
    };
    const costs = Math.round((await ask(replicas[0]?.url ?? '', await keyWith(1))).costUsd * 1e6);
    // What they cost, and room for one more to be reserved.
    const limit = Math.ceil(ADMISSIONS / KEYS) * costs + 5000;
    const keys = await Promise.all(Array.from({ length: KEYS }, () => keyWith(limit / 1e6)));
    const tally = { admitted: 0, refused: 0, lost: 0, others: new Map<number, number>() };
    let kills = 0;

    const restartOne = async (): Promise<void> => {
      const place = Math.floor(Math.random() * REPLICAS);
      await replicas[place]?.kill();
      replicas[place] = await start();
      kills += 1;
    };
    let restarting = Promise.resolve();
    const admitted = (): void => {
      tally.admitted += 1;
      if (tally.admitted % TELL_EVERY === 0) process.stdout.write(`  ${String(tally.admitted)} admitted\n`);
      if (tally.admitted % KILL_EVERY === 0) restarting = restarting.then(restartOne);
    };

    /** Asks until the key is refused while nothing of it is under way. */
    const exhaust = async (key: string): Promise<void> => {
      let underWay = 0;
      const caller = async (number: number): Promise<'empty' | 'perhaps'> => {
        for (let at = number; ; at += 1) {
          const isAlone = underWay === 0;
          underWay += 1;
          const { status } = await ask(replicas[at % REPLICAS]?.url ?? '', key).catch(() => LOST);
          underWay -= 1;
          if (status === 200) admitted();
          else if (status === 0) tally.lost += 1;
          else if (status !== 402) tally.others.set(status, (tally.others.get(status) ?? 0) + 1);
          else {
            tally.refused += 1;
            // Others' answers make room; one that was alone all the time knows that there is none.
            if (isAlone && underWay === 0) return 'empty';
            if (underWay > 0) return 'perhaps';
          }
        }
      };
      await Promise.all(Array.from({ length: CALLERS_PER_KEY }, (_, number) => caller(number)));
      while ((await caller(0)) !== 'empty');
    };

    const scopes = keys.map((key) => `key:${key.slice(3, 15)}`);
    let looks = 0;
    let overshoot = 0;
    let isRunning = true;
    const look = async (): Promise<void> => {
      while (isRunning) {
        const counters = await database.attempt((db) =>
          db.selectFrom('budget_counters').selectAll().where('scope', 'in', scopes).execute(),
        );
        for (const { spent_micro_usd: spent, reserved_micro_usd: reserved } of counters)
          overshoot = Math.max(overshoot, spent + reserved - limit);
        looks += 1;
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    };
    const begun = performance.now();
    const looking = look();
    await Promise.all(keys.map(exhaust));
    await restarting;
    const seconds = (performance.now() - begun) / 1000;
    const stuckAtOnce = await reservedNow();
    const waited = performance.now();
    while ((await reservedNow()) > 0 && performance.now() - waited < A_MINUTE)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const free = (performance.now() - waited) / 1000;
    isRunning = false;
    await looking;
    const stuck = await reservedNow();
    const faults = await moneyFaults(database);
    const states = await database.attempt((db) =>
      db
        .selectFrom('ledger')
        .select(['state', (row) => row.fn.countAll<number>().as('rows')])
        .groupBy('state')
        .execute(),
    );
    print('admissions', {
      'replicas, keys, callers': `${String(REPLICAS)}, ${String(KEYS)}, ${String(KEYS * CALLERS_PER_KEY)}`,
      'kill -9 of replicas': kills,
      admitted: tally.admitted,
      'refused with 402': tally.refused,
      'lost with a killed replica': tally.lost,
      'other answers': JSON.stringify([...tally.others]),
      seconds: seconds.toFixed(1),
      'admissions a second': (tally.admitted / seconds).toFixed(0),
      'rows of the ledger': states.map(({ state, rows }) => `${state} ${String(rows)}`).join(', '),
      'looks at every budget while it ran': looks,
      'overshoot (micro-USD, of any budget at any look)': overshoot,
      'reservations of killed replicas right after': stuckAtOnce,
      'seconds until they were settled': free.toFixed(1),
      'stuck reservations': stuck,
      'counters that differ from the ledger': faults.length,
    });
    expect(tally.admitted).toBeGreaterThan(ADMISSIONS * 0.95);
    expect({ overshoot, stuck, faults }).toEqual({ overshoot: 0, stuck: 0, faults: [] });
  },
  PROOF_MS,
);

async function reservedNow(): Promise<number> {
  const { rows } = await database.attempt((db) =>
    db
      .selectFrom('ledger')
      .select((row) => row.fn.countAll<number>().as('rows'))
      .where('state', '=', 'reserved')
      .executeTakeFirstOrThrow(),
  );
  return rows;
}
