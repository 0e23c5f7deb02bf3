import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { callerWith, idOf } from '../support/admin';
import { startGateway, type TestGateway } from '../support/gateway';
import {
  answerFor,
  budgetOf,
  ceilingOf,
  compareMoney,
  costOf,
  isComplete,
  moneyFaults,
  PRICED,
  rowsAfterLeases,
  send,
  type Compared,
  type PricedRequest,
} from '../support/money';
import { startNativeUpstream, type NativeUpstream } from '../support/native-upstream';
import { freshStores, type TestStores } from '../support/storage';
import type { LedgerRow } from '../../src/storage';
import { connectDatabase, type Database } from '../../src/storage/database';

/** One process with SQLite, and four on PostgreSQL. */
const REPLICAS = globalThis.STORAGE === 'shared' ? 4 : 1;
const KEYS = 20;
const WAVES = 10;
const WAVE = 200;
/** So many keys ask in one wave, each often: it is their turn again when all have had theirs. */
const KEYS_AT_ONCE = 4;
/** A tenth of the requests of each key. */
const ROOM = (WAVES * WAVE) / KEYS / 10;
/** So much that few calls of a key fit at once, and that counting their prompts helps now and then. */
const MAX_TOKENS = 1000;
const USED = { input: 500, output: 400 };
/** Waves in which a replica is killed, and whether it comes back; the only one does. */
const KILLS: ReadonlyMap<number, boolean> = new Map([
  [1, true],
  [3, false],
]);
/** Calls that have reached the provider in a wave when its replica is killed: others are on their way. */
const CALLS_BEFORE = 5;
const LATENCY_MS = 25;
const COUNTS = '/v1/messages/count_tokens';

let upstream: NativeUpstream;
let stores: TestStores;
let replicas: TestGateway[];
/** On a connection that no kill closes. */
let database: Database;

beforeAll(async () => {
  [upstream, stores] = await Promise.all([startNativeUpstream(), freshStores()]);
  replicas = await Promise.all(Array.from({ length: REPLICAS }, start));
  const { DATABASE_URL: url, DATA_DIR: dataDir } = stores.settings;
  database = connectDatabase({
    databaseUrl: url === '' ? undefined : url,
    dataDir,
    poolMax: 10,
    timeoutMs: 10_000,
  });
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await database.close();
  await upstream.close();
  stores.remove();
});

function start(): Promise<TestGateway> {
  return startGateway({ stores, settings: { ...upstream.settings, CIRCUIT_FAILURE_THRESHOLD: '1000' } });
}

const REQUESTS: readonly PricedRequest[] = Object.values(PRICED).map(({ path, body }) => ({
  path,
  body: { ...body, max_tokens: MAX_TOKENS },
}));

const isSettled = ({ state }: LedgerRow): boolean => state === 'settled';

/** What came of one wave. */
interface Wave {
  readonly number: number;
  readonly keys: readonly string[];
  /** Killed in the midst of it. */
  readonly victim: TestGateway | undefined;
}

/** Sends the requests of a wave to all replicas, those of each key too, and returns the ids of those answered in full. */
async function surge({ number, keys, victim }: Wave): Promise<readonly string[]> {
  upstream.follow(async (arrival) => {
    if (upstream.arrivals.length === CALLS_BEFORE) victim?.process.kill('SIGKILL');
    await setTimeout(LATENCY_MS);
    await answerFor(arrival, USED);
  });
  const asked = Array.from({ length: WAVE }, async (_, at) => {
    const call = callerWith(
      replicas[at % replicas.length] as TestGateway,
      keys[Math.floor(at / replicas.length) % keys.length] ?? '',
    );
    const request = REQUESTS[(at + number) % REQUESTS.length] as PricedRequest;
    const reply = await send(call, request).catch(() => undefined);
    // Of a connection that a kill has cut.
    if (reply === undefined) return [];
    // A store that cannot keep up is no pass: 503, which costs nothing.
    expect([200, 402, 503]).toContain(reply.status);
    return reply.status === 200 && isComplete(reply.text) ? [reply.headers.get('x-request-id') ?? ''] : [];
  });
  return (await Promise.all(asked)).flat();
}

/** All waves, with replicas that are killed on the way; returns the ids of the requests that were answered in full. */
async function surgeAgainAndAgain(keys: readonly string[]): Promise<readonly string[]> {
  const answered: string[] = [];
  for (let number = 0; number < WAVES; number += 1) {
    const at = KILLS.has(number) ? Math.floor(Math.random() * replicas.length) : -1;
    const victim = replicas[at];
    const ended = victim && once(victim.process, 'exit');
    const turn = (number * KEYS_AT_ONCE) % KEYS;
    answered.push(...(await surge({ number, keys: keys.slice(turn, turn + KEYS_AT_ONCE), victim })));
    if (victim === undefined) continue;
    victim.process.kill('SIGKILL');
    await ended;
    await victim.stop();
    const isBack = KILLS.get(number) === true || REPLICAS === 1;
    replicas.splice(at, 1, ...(isBack ? [await start()] : []));
  }
  return answered;
}

/** Looks at all counters again and again while something is done. */
async function watched<T>(
  work: Promise<T>,
  isWrong: (counter: Compared) => boolean,
): Promise<{ readonly result: T; readonly looks: number; readonly faults: readonly Compared[] }> {
  const faults: Compared[] = [];
  const state = { isOver: false };
  const end = (): void => {
    state.isOver = true;
  };
  void work.then(end, end);
  let looks = 0;
  for (; !state.isOver; looks += 1) faults.push(...(await compareMoney(database)).filter(isWrong));
  return { result: await work, looks, faults };
}

it(`${String(KEYS)} budgets hold at every moment over ${String(REPLICAS)} process(es), of which two are killed`, async () => {
  const [first] = replicas as [TestGateway];
  const penniless = callerWith(first, await first.createKey({ budget: budgetOf(0) }));
  const least = Math.min(...(await Promise.all(REQUESTS.map((request) => ceilingOf(penniless, request)))));
  const limit = ROOM * costOf(USED);
  expect([least > costOf(USED), limit < 4 * least]).toEqual([true, true]);
  const periods = ['day', 'month', 'total'] as const;
  const keys = await Promise.all(
    Array.from({ length: KEYS }, (_, at) => first.createKey({ budget: budgetOf(limit, periods[at % 3]) })),
  );
  const {
    result: answered,
    looks,
    faults,
  } = await watched(surgeAgainAndAgain(keys), (counter) => {
    const { scope, spent, reserved, ledgerSpent, ledgerReserved } = counter;
    const isOver = scope.startsWith('key:') && spent + reserved > limit;
    return isOver || spent !== ledgerSpent || reserved !== ledgerReserved;
  });
  expect(faults).toEqual([]);
  expect(looks).toBeGreaterThan(WAVES);
  const rows = await rowsAfterLeases(replicas[0] as TestGateway);
  const asked = rows.filter(({ route }) => route !== COUNTS);
  const settled = new Set(asked.filter(isSettled).map(({ request_id: id }) => id));
  expect(answered.filter((id) => !settled.has(id))).toEqual([]);
  expect(answered.length).toBeGreaterThan(KEYS);
  const orphans = asked.filter(({ state }) => state === 'orphaned');
  for (const orphan of orphans) expect(orphan.cost_micro_usd).toBe(orphan.ceiling_micro_usd);
  for (const key of keys) {
    const own = asked.filter(({ key_id: id }) => id === idOf(key));
    expect(own.filter(isSettled).length).toBeLessThanOrEqual(ROOM);
    expect(own.reduce((sum, row) => sum + row.cost_micro_usd, 0)).toBeLessThanOrEqual(limit);
  }
  expect(await moneyFaults(database)).toEqual([]);
});
