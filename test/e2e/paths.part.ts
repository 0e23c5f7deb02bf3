import { ask } from '../support/ask';
import { unknownKey, type TestGateway } from '../support/gateway';
import { sharedWithSimulator } from '../support/shared-gateway';
import { exchange, RawConnection, type RawAnswer, rawRequest } from '../support/raw-http';
import type { TestSimulator } from '../support/simulator';

describe('paths', () => {
  let simulator: TestSimulator;
  let gateway: TestGateway;
  let readonly: string;

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
    readonly = await gateway.createKey({ role: 'readonly' });
  });

  const BODY = '{"question":"canary","context":{}}';

  interface Asked {
    readonly method?: string;
    readonly path?: string;
    readonly key?: string;
    readonly more?: readonly string[];
  }

  /** The one answer to a question that is sent to exactly this path. */
  async function send({ method = 'POST', path = '/api/query', key, more = [] }: Asked): Promise<RawAnswer> {
    const head = [
      'Host: gateway',
      'Content-Type: application/json',
      `Content-Length: ${String(BODY.length)}`,
      'Connection: close',
      ...(key === undefined ? [] : [`x-api-key: ${key}`]),
      ...more,
    ];
    const { answers } = await exchange(gateway.url, rawRequest(`${method} ${path} HTTP/1.1`, head, BODY));
    const [answer, ...others] = answers;
    if (answer === undefined || others.length > 0) throw new Error('That should have had one answer');
    return answer;
  }

  /** Ways to write the path of the question that some server, proxy or router reads as that path. */
  const GAMES = [
    '/api/query/',
    '/api/query//',
    '//api/query',
    '/api//query',
    '///api/query',
    '/API/query',
    '/api/QUERY',
    '/Api/Query',
    '/./api/query',
    '/api/./query',
    '/api/query/.',
    '/api/../api/query',
    '/../api/query',
    '/health/../api/query',
    '/health/..;/api/query',
    '/api/query;x',
    '/api/query;x=1',
    '/api;x/query',
    '/;/api/query',
    '/api/%71uery',
    '/%61pi/query',
    '/api%2fquery',
    '/api%2Fquery',
    '/api/%2e/query',
    '/health/%2e%2e/api/query',
    '/health/%252e%252e/api/query',
    '/api/query%00',
    '/api/query%20',
    '/api/query%2f',
    '/api/query%3f',
    '/api/query%23',
    '/api/query.json',
    '/api/query.',
    '/api\\query',
    '/api/query\\',
    '/\\api/query',
    '/api/query~',
    '/api/query*',
    '/api/%u0071uery',
    '/api/%c1%b1uery',
    '/api/qu%C2%ADery',
    '/api/query?',
    '/api/query?x=1',
    '/api/query?/../../health',
    '/api/query?role=admin&debug=true',
  ];

  /** Headers that ask some servers to take one request for another. */
  const OVERRIDES = [
    'X-HTTP-Method-Override: GET',
    'X-HTTP-Method: GET',
    'X-Method-Override: GET',
    'X-Original-URL: /health',
    'X-Rewrite-URL: /health',
    'X-Forwarded-Uri: /health',
    'X-Forwarded-Path: /health',
    'X-Forwarded-Prefix: /health',
    'X-Original-URI: /health',
    'X-Original-Method: GET',
    'X-Forwarded-Method: GET',
    'X-Forwarded-Proto: https',
    'X-Forwarded-User: admin',
    'X-Remote-User: admin',
    'X-Custom-IP-Authorization: 127.0.0.1',
  ];

  describe('no way to write a path', () => {
    it.each(GAMES)('opens it to nobody: %s', async (path) => {
      const { status } = await send({ path });
      expect([400, 401, 404, 405]).toContain(status);
    });

    it.each(GAMES)('opens it to a narrow role: %s', async (path) => {
      const { status } = await send({ path, key: readonly });
      expect([400, 403, 404, 405]).toContain(status);
    });

    it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'])(
      'and no other method: %s',
      async (method) => {
        const before = (await simulator.requests()).length;
        const { status, body } = await send({ method, key: gateway.key });
        expect([400, 404, 405, 501]).toContain(status);
        expect(body).not.toContain(gateway.key);
        expect(await simulator.requests()).toHaveLength(before);
      },
    );
  });

  describe('a path that is not there', () => {
    it.each([
      ['GET', '/dashboard/', 404, 'leave out the slash at its end'],
      ['POST', '/api/query/', 404, 'leave out the slash at its end'],
      ['GET', '/nothing/', 404, '`GET /docs` shows what there is'],
      ['POST', '/v1/chat/completions', 404, '`GET /docs` shows what there is'],
      ['GET', '/', 405, 'This path takes HEAD; `GET /docs` shows what there is'],
      ['GET', '/api/query', 405, 'This path takes POST'],
    ])('is refused with what to do next: %s %s', async (method, path, status, advice) => {
      const answer = await send({ method, path });
      expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(advice)]);
    });
  });

  describe('a header that names another request', () => {
    it.each(OVERRIDES)('opens nothing to nobody: `%s`', async (line) => {
      expect((await send({ more: [line] })).status).toBe(401);
    });

    it.each(OVERRIDES)('opens nothing to a narrow role: `%s`', async (line) => {
      expect((await send({ key: readonly, more: [line] })).status).toBe(403);
    });

    it.each(['X-HTTP-Method-Override: POST', 'X-HTTP-Method: POST', 'X-Method-Override: POST'])(
      'does not change the method: `%s`',
      async (line) => {
        const answers = await Promise.all([
          send({ method: 'GET', key: gateway.key, more: [line] }),
          send({ method: 'GET', path: '/api/query?_method=POST', key: gateway.key, more: [line] }),
        ]);
        expect(answers.map(({ status }) => status)).toEqual([405, 405]);
      },
    );

    it.each(['X-Original-URL: /api/query', 'X-Rewrite-URL: /api/query', 'X-Forwarded-Uri: /api/query'])(
      'does not change the path: `%s`',
      async (line) => {
        const { status, body } = await send({ method: 'GET', path: '/health', more: [line] });
        expect([status, JSON.parse(body)]).toEqual([
          200,
          expect.objectContaining({ version: expect.any(String) }),
        ]);
      },
    );
  });

  describe('a client that waits for 100 Continue', () => {
    const headOf = (key: string, ...more: string[]): string =>
      rawRequest('POST /api/query HTTP/1.1', [
        'Host: gateway',
        `x-api-key: ${key}`,
        `Content-Length: ${String(BODY.length)}`,
        ...more,
      ]);
    const JSON_TYPE = 'Content-Type: application/json';

    it.each(['100-continue', '100-Continue'])('gets it and then the answer (%s)', async (expectation) => {
      const connection = await RawConnection.open(gateway.url);
      connection.send(headOf(gateway.key, JSON_TYPE, `Expect: ${expectation}`, 'Connection: close'));
      const first = await connection.heard(1);
      expect(first.map(({ status }) => status)).toEqual([100]);
      const { answers } = await connection.send(BODY).finish();
      expect(answers.map(({ status }) => status)).toEqual([100, 200]);
      expect(JSON.parse(answers[1]?.body ?? '')).toMatchObject({ answer: expect.stringContaining('canary') });
    });

    it.each<[string, number, () => string]>([
      ['is unknown', 401, () => headOf(unknownKey(), JSON_TYPE, 'Expect: 100-continue')],
      ['has a narrow role', 403, () => headOf(readonly, JSON_TYPE, 'Expect: 100-continue')],
      [
        'sends another type',
        415,
        () => headOf(gateway.key, 'Content-Type: text/plain', 'Expect: 100-continue'),
      ],
      ['expects more', 417, () => headOf(gateway.key, JSON_TYPE, 'Expect: 100-continue, a-miracle')],
      [
        'announces too much',
        413,
        () =>
          headOf(gateway.key, JSON_TYPE, 'Expect: 100-continue').replace(
            /Content-Length: \d+/,
            'Content-Length: 5000000',
          ),
      ],
      ['expects another thing', 417, () => headOf(gateway.key, JSON_TYPE, 'Expect: 200-ok')],
    ])('is refused at once when it %s: %i, before its body is sent', async (_, status, head) => {
      const connection = await RawConnection.open(gateway.url);
      const answers = await connection.send(head()).heard(1);
      expect(answers.map((answer) => answer.status)).toEqual([status]);
      connection.hangUp();
      expect((await connection.finish()).answers).toHaveLength(1);
      expect((await ask(gateway)).status).toBe(200);
    });
  });
});
