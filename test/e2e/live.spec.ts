import { once } from 'node:events';
import { microUsd } from '../../src/kernel';
import { until } from '../support/admin';
import { ask, post, reply } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { watch, type Watcher } from '../support/watch';
import { timed } from '../support/timed';

let simulator: TestSimulator;
let gateway: TestGateway;
let admin: string;
const watchers: Watcher[] = [];

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: simulator.settings });
  admin = await gateway.createKey({ role: 'admin' });
});
afterEach(() => {
  for (const watcher of watchers.splice(0)) watcher.leave();
});
afterAll(async () => {
  await Promise.all([gateway.stop(), simulator.close()]);
});

async function watching(key: string, at: Pick<TestGateway, 'url'> = gateway): Promise<Watcher> {
  const watcher = await watch(at.url, key);
  watchers.push(watcher);
  return watcher;
}

describe('the live feed', () => {
  it('tells all there is at once, and of an answer within 1.5 seconds', async () => {
    const feed = await watching(admin);
    expect([feed.status, feed.headers.get('content-type'), feed.headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store',
    ]);
    const first = await feed.next();
    expect(first).toMatchObject({ health: { status: 'healthy' }, breaker: 'closed' });
    expect(first.traffic?.slots).toHaveLength(60);
    const { body } = await ask<{ cost_usd: number }>(gateway);
    // At least: what other tests asked a moment ago may not have been in the first one.
    const cost = Math.round((first.today.cost_usd + body.cost_usd) * 1e6);
    const { value: told, ms } = await timed(() =>
      feed.until(
        ({ today }) => today.requests > first.today.requests && Math.round(today.cost_usd * 1e6) >= cost,
      ),
    );
    expect(ms).toBeLessThan(1500);
    expect(told.today.output_tokens).toBeGreaterThan(first.today.output_tokens);
    expect(told.traffic?.totals.requests).toBeGreaterThan(first.traffic?.totals.requests ?? 0);
    expect(told.breakers).toContainEqual(expect.objectContaining({ state: 'closed' }));
  });

  it('counts refusals by the layer that refused', async () => {
    const feed = await watching(admin);
    const before = (await feed.next()).traffic?.totals.refused['identity'] ?? 0;
    const gone = await gateway.createKey();
    await gateway.revokeKey(gone);
    expect((await ask({ url: gateway.url, key: gone })).status).toBe(401);
    await feed.until(({ traffic }) => (traffic?.totals.refused['identity'] ?? 0) > before);
  });

  it('tells a member what is its own, and nothing of others', async () => {
    const key = await gateway.createKey({ budget: { limit: microUsd(1_000_000n), period: 'day' } });
    await ask(gateway);
    const { body } = await ask<{ cost_usd: number }>({ url: gateway.url, key });
    const feed = await watching(key);
    const told = await feed.until(({ today }) => today.requests === 1);
    expect(told).toMatchObject({ traffic: null, breakers: [], today: { cost_usd: body.cost_usd } });
    expect(told.budgets).toMatchObject([{ scope: 'key', spent_usd: body.cost_usd }]);
  });

  it('tells a page of its own token alone', async () => {
    const origin = 'https://app.example.com';
    const { body } = await post(
      `${gateway.url}/api/tokens`,
      { origin, ttl_seconds: 60 },
      { 'x-api-key': gateway.key },
    );
    const headers = { authorization: `Bearer ${String(body['access_token'])}`, origin };
    const feed = await watch(gateway.url, undefined, headers);
    watchers.push(feed);
    expect(await feed.next()).toMatchObject({ traffic: null, today: { requests: 0, cost_usd: 0 } });
  });

  it('ends when its key is revoked, or no longer what it was', async () => {
    const [revoked, narrowed] = await Promise.all([
      gateway.createKey({ role: 'readonly' }),
      gateway.createKey({ role: 'admin' }),
    ]);
    const feeds = [await watching(revoked), await watching(narrowed)];
    for (const feed of feeds) await feed.next();
    await gateway.revokeKey(revoked);
    const changed = await fetch(`${gateway.url}/admin/keys/${narrowed.slice(3, 15)}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'x-api-key': admin },
      body: JSON.stringify({ role: 'member' }),
    });
    expect((await reply(changed)).status).toBe(200);
    for (const feed of feeds) await feed.ended;
    expect((await watching(narrowed)).status).toBe(200);
    expect((await watching(revoked)).status).toBe(401);
  });

  it('is for five at once of one caller, and for the next when one has left', async () => {
    const key = await gateway.createKey({ maxConcurrency: 1 });
    const feeds = await Promise.all(Array.from({ length: 5 }, () => watching(key)));
    expect(feeds.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await watching(key)).status).toBe(429);
    // Feeds are none of the requests that a key may have at once.
    expect((await ask({ url: gateway.url, key })).status).toBe(200);
    feeds[0]?.leave();
    await until(
      async () => (await watching(key)).status,
      (status) => status === 200,
    );
  });

  it('answers HEAD with its head', async () => {
    const { status, headers } = await fetch(`${gateway.url}/api/live`, {
      method: 'HEAD',
      headers: { 'x-api-key': admin },
    });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  });

  it('is one over replicas, and does not hold up the end of one', async () => {
    const { stores } = gateway;
    const other = await startGateway({ stores, settings: simulator.settings });
    const [here, there] = [await watching(admin), await watching(admin, other)];
    const before = (await here.next()).today.requests;
    expect((await ask({ url: other.url, key: gateway.key })).status).toBe(200);
    await here.until(({ today }) => today.requests > before);
    const ended = once(other.process, 'exit');
    const began = performance.now();
    other.process.kill('SIGTERM');
    await there.ended;
    expect((await ended)[0]).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    await other.stop();
  });
});
