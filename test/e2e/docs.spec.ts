import { ApiDocument, type OpenApi } from '../support/api-document';
import { startGateway, type TestGateway } from '../support/gateway';
import { rendered } from '../support/rendered';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { describedApi, type DescribedApi } from '../support/described-api';
import { FLOWS } from '../support/api-flows';

let simulator: TestSimulator;
let gateway: TestGateway;
let api: ApiDocument;
let described: DescribedApi;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({
    settings: { ...simulator.settings, METRICS_TOKEN: 'a token for the metrics of tests' },
  });
  api = new ApiDocument((await (await fetch(`${gateway.url}/openapi.json`)).json()) as OpenApi);
  described = await describedApi(gateway, api);
});

afterAll(async () => {
  await Promise.all([gateway.stop(), simulator.close()]);
});

describe('GET /openapi.json', () => {
  it('may be kept for a while, and is not sent again to those who have it', async () => {
    const first = await fetch(`${gateway.url}/openapi.json`);
    await first.arrayBuffer();
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('content-type')).toMatch(/^application\/json/);
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    for (const known of [etag, `"other", W/${etag}`, '*']) {
      const again = await fetch(`${gateway.url}/openapi.json`, { headers: { 'if-none-match': known } });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    const changed = await fetch(`${gateway.url}/openapi.json`, { headers: { 'if-none-match': '"other"' } });
    expect(changed.status).toBe(200);
    await changed.arrayBuffer();
  });
});

describe('what the document says', () => {
  it('is so of an answer of every route, asked with its own examples', async () => {
    for (const flow of FLOWS) await flow(described);
    expect(described.faults).toEqual([]);
    expect([...described.answered].sort()).toEqual([...api.names].sort());
  });

  it('is so of refusals without a credential, of every route', async () => {
    const faults: string[] = [];
    for (const name of api.names) {
      const [method = '', path = ''] = name.split(' ');
      const isOpen = api.operation(name).security.length === 0;
      if (isOpen) continue;
      const answer = await fetch(gateway.url + path.replaceAll(/\{\w+\}/g, 'x'), { method });
      const body = await answer.json();
      faults.push(...api.faultsOf(name, answer.status, answer.headers.get('content-type'), body));
      if (!api.refusalsOf(name, 401).includes('credential_missing'))
        faults.push(`${name} lacks credential_missing`);
      expect([name, answer.status]).toEqual([name, 401]);
    }
    expect(faults).toEqual([]);
  });

  const REFUSED: readonly [string, string, number, () => Parameters<DescribedApi['refused']>[1]][] = [
    ['no body', 'POST /api/query', 400, () => ({ text: '' })],
    ['a body of another type', 'POST /api/query', 415, () => ({ type: 'text/plain' })],
    ['a wrong field', 'POST /admin/keys', 400, () => ({ body: { name: 1 } })],
    ['an unknown query parameter', 'GET /protected', 400, () => ({ search: '?x=1' })],
    [
      'an unknown query type',
      'POST /api/analytics-query',
      400,
      () => ({ body: { query_type: 'no_such', parameters: {} } }),
    ],
    ['another role', 'GET /admin/keys', 403, () => ({ key: described.memberKey })],
    ["another role on Claude's API", 'GET /v1/models', 403, () => ({ key: described.readerKey })],
    [
      "a field that Claude's API does not have",
      'POST /v1/messages',
      400,
      () => ({ body: { model: 'm', colour: 'red' } }),
    ],
    ['an id of nothing', 'GET /api/chains/{id}', 404, () => ({ path: { id: 'nothing' } })],
    ['a budget that is too small', 'POST /api/query', 402, () => ({ key: described.poorKey })],
    [
      "a budget that is too small for Claude's API",
      'POST /v1/messages',
      402,
      () => ({ key: described.poorKey }),
    ],
    ['a wrong password', 'POST /login', 401, () => ({ body: { username: 'nobody', password: 'wrong' } })],
    [
      'a user name that is taken',
      'POST /admin/users',
      409,
      () => ({ twice: true, body: { username: 'taken', password: 'not so secret', role: 'readonly' } }),
    ],
  ];

  it.each(REFUSED)('is so of a refusal for %s', async (_, name, status, how) => {
    expect(await described.refused(name, how())).toEqual({ status, faults: [] });
  });
});

describe('the page at /docs', () => {
  it('shows every operation in a real browser, which its policy keeps from nothing that it needs', async () => {
    const { html, console } = await rendered(`${gateway.url}/docs#/Health/getHealth`);
    const shown = [...html.matchAll(/id="operations-[^"]*-(\w+)"/g)].map(([, id]) => id);
    const operations = api.names.map((name) => api.operation(name).operationId);
    expect(operations.filter((id) => !shown.includes(id))).toEqual([]);
    expect(html.includes('is-open" id="operations-Health-getHealth"')).toBe(true);
    expect(console).toEqual([]);
  });

  it('has a policy without inline code, and loads nothing from elsewhere', async () => {
    const page = await fetch(`${gateway.url}/docs`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none';script-src 'self';style-src 'self';/);
    expect(policy).toMatch(/connect-src 'self';frame-ancestors 'none';base-uri 'none';form-action 'none'$/);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    const html = await page.text();
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      const file = await fetch(new URL(link, `${gateway.url}/docs`));
      await file.arrayBuffer();
      const caching = link.includes('?v=') ? 'public, max-age=31536000, immutable' : 'public, max-age=300';
      expect([link, file.status, file.headers.get('cache-control')]).toEqual([link, 200, caching]);
    }
  });

  it.each([
    'index.html',
    'package.json',
    '..%2fpackage.json',
    'swagger-ui-bundle.js.map',
    '__proto__',
    'initialiser.js/',
  ])('serves no %s', async (file) => {
    expect((await fetch(`${gateway.url}/docs/${file}`)).status).toBe(404);
  });
});
