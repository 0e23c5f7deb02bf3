import { startGateway, type TestGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';
import { claudeError, message, native, nativeReply, type NativeReply } from '../../support/native';
import { startTestSimulator, type TestSimulator } from '../../support/simulator';
import { createUser, tokensOf } from '../../support/users';

let simulator: TestSimulator;
let gateway: TestGateway;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: simulator.settings });
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

const VERSION = { 'anthropic-version': '2023-06-01' };

async function send(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = { ...VERSION, 'x-api-key': gateway.key },
  body?: string,
): Promise<NativeReply> {
  return nativeReply(
    await fetch(gateway.url + path, { method, headers, ...(body !== undefined && { body }) }),
  );
}

/** Runs something after which the provider has not been asked. */
async function withoutProvider<T>(work: () => Promise<T>): Promise<T> {
  const counts = async (): Promise<unknown> => (await fetch(`${simulator.url}/_simulator/counts`)).json();
  const before = await counts();
  const result = await work();
  expect(await counts()).toEqual(before);
  return result;
}

describe('routes of Claude that are not served', () => {
  const PATHS = [
    '/v1/messages/batches',
    '/v1/messages/batches/msgbatch_1',
    '/v1/messages/batches/msgbatch_1/results',
    '/v1/messages/batches/msgbatch_1/cancel',
    '/v1/files',
    '/v1/files/file_1',
    '/v1/files/file_1/content',
    '/v1/complete',
    '/v1/organizations/me',
    '/v1/skills',
    '/v1',
    '/v1/',
    '/v1/messages/',
    '/v1/Messages',
    '/v1//messages',
  ];

  it.each(PATHS)('%s is a 404 in the shape of Claude, whatever the method', async (path) => {
    await withoutProvider(async () => {
      for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS']) {
        const reply = await send(method, path, undefined, method === 'POST' ? '{}' : undefined);
        expect([method, reply.status]).toEqual([method, 404]);
        expect(JSON.parse(reply.text)).toEqual(claudeError('not_found_error', 'not_found'));
        expect(JSON.parse(reply.text)).toHaveProperty('request_id', reply.id);
      }
      const head = await send('HEAD', path);
      expect([head.status, head.text]).toEqual([404, '']);
    });
  });

  it.each(['/v1/messages/batches', '/v1/files'])('%s with betas and bytes is a 404 too', async (path) => {
    const headers = {
      'x-api-key': gateway.key,
      'anthropic-beta': 'files-api-2025-04-14',
      'content-type': 'multipart/form-data; boundary=x',
    };
    const reply = await send('POST', `${path}?beta=true`, headers, '--x--');
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.text)).toEqual(claudeError('not_found_error', 'not_found'));
  });

  it.each([
    ['GET', '/v1/messages', 'POST'],
    ['DELETE', '/v1/messages', 'POST'],
    ['GET', '/v1/messages/count_tokens', 'POST'],
    ['POST', '/v1/models', 'GET'],
    ['DELETE', '/v1/models/claude-sonnet-5-5', 'GET'],
  ])('%s %s is a 405 that names %s', async (method, path, allowed) => {
    const reply = await send(method, path);
    expect([reply.status, reply.headers.get('allow')?.split(', ')]).toEqual([
      405,
      expect.arrayContaining([allowed]),
    ]);
    expect(JSON.parse(reply.text)).toEqual(claudeError('invalid_request_error', 'method_not_allowed'));
  });
});

describe('a probe', () => {
  it.each(['/', '/api/hello', '/?x=1', '/api/hello?beta=true'])(
    'HEAD %s is an empty 200 for anybody',
    async (path) => {
      for (const headers of [{}, { 'x-api-key': gateway.key }]) {
        const reply = await send('HEAD', path, headers);
        expect([reply.status, reply.text, reply.headers.get('content-length')]).toEqual([200, '', '0']);
        expect(reply.headers.get('x-request-id')).toMatch(/^req_/);
      }
    },
  );

  it.each(['/', '/api/hello'])('GET %s is not one', async (path) => {
    expect([404, 405]).toContain((await send('GET', path)).status);
  });
});

describe('a message', () => {
  it.each([
    '?beta=false',
    '?beta=true&beta=true',
    '?beta',
    '?x=1',
    '?beta=true&api_key=1',
    '?beta[]=true',
    '?model=x',
  ])('with the query %s is refused, on both routes, without asking the provider', async (query) => {
    await withoutProvider(async () => {
      for (const path of ['/v1/messages', '/v1/messages/count_tokens']) {
        const reply = await native(gateway, message('?'), {}, path + query);
        expect([path, reply.status]).toEqual([path, 400]);
        expect(JSON.parse(reply.text)).toEqual(claudeError('invalid_request_error', 'validation_failed'));
      }
    });
  });

  const AROUND = (inner: string): string =>
    `{"model":"claude-sonnet-5-5","max_tokens":9,"messages":[{"role":"user","content":"?"}],${inner}}`;

  it.each([
    ['a name twice', AROUND('"max_tokens":8'), 'max_tokens'],
    ['a name twice in other spelling', AROUND('"m\\u0061x_tokens":8'), 'max_tokens'],
    ['a name twice far within', AROUND('"tools":[{"name":"a","input_schema":{"x":{"y":1,"y":2}}}]'), 'y'],
    ['the same pair twice', AROUND('"metadata":{"user_id":"a","user_id":"a"}'), 'user_id'],
    ['__proto__', AROUND('"__proto__":{"stream":true}'), '__proto__'],
    ['__proto__ in other spelling', AROUND('"\\u005f_proto__":{}'), '__proto__'],
    ['constructor', AROUND('"constructor":{"prototype":{}}'), 'constructor'],
    ['__proto__ in free JSON', AROUND('"tools":[{"name":"a","input_schema":{"__proto__":1}}]'), '__proto__'],
    [
      'constructor in free JSON',
      AROUND('"tools":[{"name":"a","input_schema":{"constructor":1}}]'),
      'constructor',
    ],
  ])('with %s is refused, naming it', async (_, body, name) => {
    await withoutProvider(async () => {
      const reply = await native(gateway, body);
      expect(reply.status).toBe(400);
      expect(JSON.parse(reply.text)).toEqual(claudeError('invalid_request_error', 'validation_failed'));
      const { error } = JSON.parse(reply.text) as { error: { details: { fields: string[] } } };
      expect(error.details.fields.join()).toContain(name);
    });
  });

  it('without the version header is refused by the provider, in its words', async () => {
    const reply = await send(
      'POST',
      '/v1/messages',
      { 'x-api-key': gateway.key, 'content-type': 'application/json' },
      JSON.stringify(message('?')),
    );
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.text)).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'anthropic-version: header is required' },
    });
  });

  it('of which tokens are counted costs nothing, and is known to the provider as what it is', async () => {
    const reply = await native(
      gateway,
      { ...message('count-me'), max_tokens: undefined },
      {},
      '/v1/messages/count_tokens',
    );
    expect(JSON.parse(reply.text)).toEqual({ input_tokens: expect.any(Number) });
    expect(await ledgerOf(gateway, reply.id)).toEqual([
      expect.objectContaining({ cost_micro_usd: 0, input_tokens: 0, route: '/v1/messages/count_tokens' }),
    ]);
    const [sent] = await simulator.requests('count-me');
    expect(sent?.path).toBe('/v1/messages/count_tokens');
  });
});

describe('who may only look', () => {
  const ROUTES = [
    ['POST', '/v1/messages'],
    ['POST', '/v1/messages/count_tokens'],
    ['GET', '/v1/models'],
    ['GET', '/v1/models/claude-sonnet-5-5'],
  ] as const;

  const HOLDERS: Readonly<Record<string, () => Promise<string>>> = {
    'a readonly key': () => gateway.createKey({ role: 'readonly' }),
    'an analyst key': () => gateway.createKey({ role: 'analyst' }),
    'a viewer key': () => gateway.createKey({ mode: 'viewer' }),
    'a viewer': async () =>
      (await tokensOf(gateway, await createUser(gateway, { mode: 'viewer' }))).access_token,
  };

  it.each(Object.keys(HOLDERS))('%s is a 403 that no client repeats', async (holder) => {
    const credential = (await HOLDERS[holder]?.()) ?? '';
    const isViewer = holder.includes('viewer');
    await withoutProvider(async () => {
      for (const [method, path] of ROUTES) {
        // Viewers may read.
        if (isViewer && method === 'GET') continue;
        const headers = {
          ...VERSION,
          authorization: `Bearer ${credential}`,
          'content-type': 'application/json',
        };
        const reply = await send(
          method,
          path,
          headers,
          method === 'POST' ? JSON.stringify(message('?')) : undefined,
        );
        expect([path, reply.status, reply.headers.get('x-should-retry')]).toEqual([path, 403, 'false']);
        expect(JSON.parse(reply.text)).toEqual(
          claudeError('permission_error', isViewer ? 'mode_denied' : 'role_denied'),
        );
      }
    });
  });

  it.each([
    ['nobody', {}, 'credential_missing'],
    ['a stranger', { 'x-api-key': 'sp_nobody' }, 'credential_invalid'],
  ])('%s is a 401 that no client repeats', async (_, headers, code) => {
    for (const [method, path] of ROUTES) {
      const reply = await send(method, path, headers);
      expect([path, reply.status, reply.headers.get('x-should-retry')]).toEqual([path, 401, 'false']);
      expect(JSON.parse(reply.text)).toEqual(claudeError('authentication_error', code));
    }
  });

  it('a key of other models is a 403 that names them', async () => {
    const key = await gateway.createKey({ models: ['claude-haiku-4-5'] });
    for (const path of ['/v1/messages', '/v1/messages/count_tokens']) {
      const body = path.endsWith('tokens') ? { ...message('?'), max_tokens: undefined } : message('?');
      const reply = await withoutProvider(() => native({ url: gateway.url, key }, body, {}, path));
      expect([reply.status, reply.headers.get('x-should-retry')]).toEqual([403, 'false']);
      expect(JSON.parse(reply.text)).toEqual(claudeError('permission_error', 'model_denied'));
      expect(reply.text).toContain('claude-haiku-4-5');
    }
  });
});
