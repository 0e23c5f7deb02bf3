import { adminOf, idOf } from '../support/admin';
import { QUESTION } from '../support/ask';
import { startBrowser, TestSite, type TestBrowser } from '../support/browser';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { parseEvents } from '../support/events';
import { startGateway, type TestGateway } from '../support/gateway';
import { ask, askFromSandbox, signIn, tell, type Seen } from '../support/page-scripts';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

let simulator: TestSimulator;
let gateway: TestGateway;
let browser: TestBrowser;
/** A site whose backend mints tokens, one that has tokens of its own, and one that nobody knows. */
let site: TestSite;
let neighbour: TestSite;
let stranger: TestSite;

beforeAll(async () => {
  [simulator, browser, site, neighbour, stranger] = await Promise.all([
    startTestSimulator(),
    startBrowser(),
    TestSite.open(),
    TestSite.open(),
    TestSite.open(),
  ]);
  gateway = await startGateway({ settings: simulator.settings });
  for (const { origin } of [site, neighbour, stranger]) await browser.open(origin);
  for (const { origin } of [site, neighbour]) await tokenFrom(gateway, gateway.key, { origin });
});

afterAll(async () => {
  for (const server of [site, neighbour, stranger]) server.close();
  await Promise.all([browser.close(), gateway.stop(), simulator.close()]);
});

/** Has a page sign in with these credentials. */
async function signedIn(page: TestSite, credentials: object): Promise<void> {
  page.backend = { ...page.backend, credentials: () => Promise.resolve(credentials) };
  await page.run(signIn);
}

/** Has the site's backend mint a token, as backends do, and the site's page sign in with it. */
async function signedInWithToken(wish: object = {}, key = gateway.key): Promise<string> {
  const token = await tokenFrom(gateway, key, { origin: site.origin, ...wish });
  await signedIn(site, { authorization: `Bearer ${token}` });
  return token;
}

function problemIn({ status, text }: Seen): readonly [number, string] {
  return [status, (JSON.parse(text) as { code: string }).code];
}

/** Whether the gateway refuses one more preflight than so far. */
async function preflightRefused(act: () => Promise<unknown>): Promise<void> {
  const refused = (): number =>
    gateway.logs.filter(({ code, method }) => code === 'origin_denied' && method === 'OPTIONS').length;
  const before = refused();
  await act();
  await gateway.logged(() => refused() > before);
}

describe('a page with a token of its origin', () => {
  it('asks, and reads the answer and its request id', async () => {
    await signedInWithToken();
    const seen = await site.run(ask, gateway.url, QUESTION);
    expect(seen.status).toBe(200);
    const { request_id: id, ...answer } = JSON.parse(seen.text) as Record<string, unknown>;
    expect(answer['answer']).toContain(QUESTION.question);
    expect(seen.requestId).toBe(id);
  });

  it('reads a stream as it comes', async () => {
    await signedInWithToken();
    await simulator.trouble('drip:20', { match: 'dripping' });
    const question = { ...QUESTION, question: 'dripping', stream: true };
    const { status, text, pieces } = await site.run(ask, gateway.url, question);
    const events = parseEvents(text).map(({ event }) => event);
    expect([status, events.at(0), events.at(-1)]).toEqual([200, 'delta', 'done']);
    expect(pieces).toBeGreaterThan(2);
  });

  it('reads that its requests are used up', async () => {
    await signedInWithToken({ max_requests: 1 });
    expect((await site.run(ask, gateway.url, QUESTION)).status).toBe(200);
    expect(problemIn(await site.run(ask, gateway.url, QUESTION))).toEqual([402, 'budget_exhausted']);
  });

  it('reads that its token has ended, once its backend has revoked the key', async () => {
    const key = await gateway.createKey();
    const { call } = await adminOf(gateway);
    site.backend = { revoke: () => call('POST', `/admin/keys/${idOf(key)}/revoke`) };
    await signedInWithToken({}, key);
    expect((await site.run(ask, gateway.url, QUESTION)).status).toBe(200);
    expect(await site.run(tell, 'revoke')).toBe(200);
    expect(problemIn(await site.run(ask, gateway.url, QUESTION))).toEqual([401, 'credential_invalid']);
  });

  it('cannot have its cookies sent along', async () => {
    await signedInWithToken();
    const asking = site.run(ask, gateway.url, QUESTION, { credentials: 'include' });
    await expect(asking).rejects.toThrow('TypeError: Failed to fetch');
  });

  it('is nobody from a frame without an origin', async () => {
    await signedInWithToken();
    await preflightRefused(async () => {
      expect(await site.run(askFromSandbox, gateway.url, QUESTION)).toBe('TypeError: Failed to fetch');
    });
  });
});

describe('a page of a listed origin reads why it is refused', () => {
  it.each<[string, string, () => Promise<object>]>([
    ['without a token', '401 credential_missing', () => Promise.resolve({})],
    ["with a server's key", '403 origin_denied', () => Promise.resolve({ 'x-api-key': gateway.key })],
    [
      'with a token of another page',
      '403 origin_denied',
      async () => ({ authorization: `Bearer ${await signedInWithToken()}` }),
    ],
  ])('%s: %s', async (_, refusal, credentials) => {
    await signedIn(neighbour, await credentials());
    const problem = problemIn(await neighbour.run(ask, gateway.url, QUESTION));
    expect(problem.join(' ')).toBe(refusal);
  });
});

describe('a page of an origin that nobody listed', () => {
  it('may not even ask with a stolen token, which would not help it', async () => {
    const token = await signedInWithToken();
    await signedIn(stranger, { authorization: `Bearer ${token}` });
    await preflightRefused(async () => {
      await expect(stranger.run(ask, gateway.url, QUESTION)).rejects.toThrow('TypeError: Failed to fetch');
    });
    const unasked = await pageWith(gateway, token, stranger.origin)('POST', '/api/query', QUESTION);
    expect([unasked.status, unasked.body['code']]).toEqual([403, 'origin_denied']);
  });

  it('reads nothing of what needs no asking', async () => {
    await signedIn(stranger, {});
    for (const mode of ['cors', 'no-cors']) {
      const headers = { 'content-type': 'text/plain' };
      const asking = stranger.run(ask, gateway.url, QUESTION, { mode, headers });
      await expect(asking).rejects.toThrow('TypeError: Failed to fetch');
    }
  });
});
