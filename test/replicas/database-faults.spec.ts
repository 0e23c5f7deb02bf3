import { ask, burst, QUESTION, type Reply } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { startPostgres, type PostgresServer } from '../support/servers/postgres-server';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { freshStores, type TestStores } from '../support/storage';

let postgres: PostgresServer;
let simulator: TestSimulator;
let stores: TestStores;
let gateway: TestGateway;

beforeAll(async () => {
  [postgres, simulator] = await Promise.all([startPostgres(), startTestSimulator()]);
  const fresh = await freshStores();
  stores = { ...fresh, settings: { ...fresh.settings, DATABASE_URL: await postgres.createDatabase() } };
  gateway = await startGateway({ settings: { ...simulator.settings, DATABASE_TIMEOUT_MS: '900' }, stores });
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
  await postgres.stop();
  stores.remove();
});

const FAULTS: readonly [string, () => Promise<void> | void, () => Promise<void> | void][] = [
  [
    'hangs',
    () => {
      postgres.pause();
    },
    () => {
      postgres.resume();
    },
  ],
  ['is killed', () => postgres.kill(), () => postgres.restart()],
];

describe.each(FAULTS)('while PostgreSQL %s', (name, breakIt, mendIt) => {
  it('requests are refused before the upstream is asked, within 2 s, and live stays green', async () => {
    const marker = `marker-database-${name.replace(' ', '-')}`;
    const key = await gateway.createKey();
    // What the same burst takes of this machine without any trouble. Its key is known for a while without the database.
    const usual = await burst(gateway, [gateway.key], 'usual');
    await breakIt();
    try {
      const { answers, ms } = await burst(gateway, [gateway.key, key], marker);
      expect(ms).toBeLessThan(2000 + 5 * usual.ms);
      for (const { status, body, headers } of answers) {
        expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'store_unavailable', '1']);
      }
      expect(await simulator.requests(marker)).toEqual([]);
      expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
      expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(503);
      expect((await fetch(`${gateway.url}/health`)).status).toBe(503);
    } finally {
      await mendIt();
    }
    const start = performance.now();
    let answer: Reply | undefined;
    while (answer?.status !== 200) answer = await ask({ url: gateway.url, key });
    expect(performance.now() - start).toBeLessThan(8000);
  });
});

describe('an answer whose row cannot be written', () => {
  it('is not acknowledged', async () => {
    const marker = 'marker-row-lost';
    await simulator.trouble('latency:300', { match: marker });
    const asked = ask(gateway, { ...QUESTION, question: marker });
    while ((await simulator.requests(marker)).length === 0) await new Promise((turn) => setImmediate(turn));
    postgres.pause();
    try {
      expect((await asked).body).toMatchObject({ status: 503, code: 'store_unavailable' });
    } finally {
      postgres.resume();
    }
  });
});
