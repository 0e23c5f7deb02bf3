import { ask } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';

const LISTED = 'https://app.example.com';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ settings: { CORS_ORIGINS: `${LISTED}, https://other.example.com` } });
});

afterAll(async () => {
  await gateway.stop();
});

async function preflight(origin: string): Promise<Headers> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-api-key',
  };
  return (await fetch(`${gateway.url}/api/query`, { method: 'OPTIONS', headers })).headers;
}

describe('CORS', () => {
  it.each(['preflight', 'answer', 'refusal'])('lets a listed origin read: %s', async (kind) => {
    const key = kind === 'refusal' ? 'sp_nobody' : gateway.key;
    const headers =
      kind === 'preflight'
        ? await preflight(LISTED)
        : (await ask({ ...gateway, key }, undefined, { origin: LISTED })).headers;
    expect(headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(headers.get('vary')).toContain('Origin');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
  });

  it.each([
    'https://evil.example.com',
    'https://app.example.com.evil.test',
    'http://app.example.com',
    'null',
  ])('tells %s nothing', async (origin) => {
    for (const headers of [await preflight(origin), (await ask(gateway, undefined, { origin })).headers]) {
      expect(headers.has('access-control-allow-origin')).toBe(false);
      expect(headers.get('vary')).toContain('Origin');
    }
  });

  it('is off where no origin is listed', async () => {
    const closed = await startGateway();
    const { headers } = await ask(closed, undefined, { origin: LISTED });
    expect(headers.has('access-control-allow-origin')).toBe(false);
    const options = await fetch(`${closed.url}/api/query`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([405, 'POST']);
    await closed.stop();
  });
});
