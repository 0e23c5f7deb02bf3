import { ask, burst } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

let simulator: TestSimulator;
let gateway: TestGateway;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: { ...simulator.settings, DATABASE_TIMEOUT_MS: '900' } });
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

it('while another process holds the embedded database, requests are refused before the upstream is asked, within 2 s', async () => {
  // What the same burst takes of this machine without any trouble.
  const usual = await burst(gateway, [gateway.key], 'usual');
  await gateway.database.transaction(async (db) => {
    await db.insertInto('revoked_tokens').values({ id: 'held', expires_at: 1 }).execute();
    const { answers, ms } = await burst(gateway, [gateway.key], 'marker-held');
    expect(ms).toBeLessThan(2000 + 5 * usual.ms);
    for (const { status, body, headers } of answers)
      expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'store_unavailable', '1']);
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
  });
  expect(await simulator.requests('marker-held')).toEqual([]);
  expect((await ask(gateway)).status).toBe(200);
});
