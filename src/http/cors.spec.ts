import { once } from 'node:events';
import { request as ask, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ErrorRequestHandler, Express } from 'express';
import { corsFor } from './cors';
import { LeanExpressAdapter } from './lean-express.adapter';
import { asGatewayError } from './problem.filter';

const APP = 'https://app.example.com';

/** Express with our CORS, and a list that is as the origin says. */
class CorsServer {
  readonly asked: string[] = [];
  readonly #adapter = new LeanExpressAdapter();

  constructor() {
    this.#adapter.initHttpServer();
    this.#adapter.enableCors(
      corsFor({
        include: (origin) => {
          this.asked.push(origin);
          return origin === 'https://broken.test'
            ? Promise.reject(new Error('canary42'))
            : Promise.resolve(origin === APP);
        },
      }),
    );
    const app = this.#adapter.getInstance<Express>();
    app.get('/', (_, response) => {
      response.send('read');
    });
    app.options('/', (_, response) => {
      response.send('options');
    });
    const answerError: ErrorRequestHandler = (error, _, response, next) => {
      if (response.headersSent) {
        next(error);
        return;
      }
      const { status, code, headers } = asGatewayError(error);
      response.status(status).set(headers).json({ code });
    };
    app.use(answerError);
  }

  async listen(): Promise<void> {
    await once((this.#adapter.getHttpServer() as Server).listen(0, '127.0.0.1'), 'listening');
  }

  async ask(
    method: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ answer: IncomingMessage; body: string }> {
    const { port } = (this.#adapter.getHttpServer() as Server).address() as AddressInfo;
    const request = ask({ port, method, headers, path: '/', agent: false }).end();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return { answer, body: await text(answer) };
  }

  async close(): Promise<void> {
    const server = this.#adapter.getHttpServer() as Server;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}

let server: CorsServer;
beforeEach(async () => {
  server = new CorsServer();
  await server.listen();
});
afterEach(() => server.close());

const PREFLIGHT = {
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};

describe('a page of a listed origin', () => {
  it('reads answers, and the headers of ours that it needs', async () => {
    const { answer, body } = await server.ask('GET', { origin: APP });
    expect(body).toBe('read');
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-expose-headers':
        'x-request-id,request-id,Retry-After,x-should-retry,RateLimit,RateLimit-Policy,Idempotent-Replayed,X-Sallyport-Cost-Usd',
      vary: expect.stringContaining('Origin'),
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('gets leave beforehand, for ten minutes', async () => {
    const { answer, body } = await server.ask('OPTIONS', { origin: APP, ...PREFLIGHT });
    expect([answer.statusCode, body]).toEqual([204, '']);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-methods': expect.stringContaining('POST'),
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      vary: expect.stringContaining('Origin'),
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });
});

describe('a page of any other origin', () => {
  it.each(['https://evil.test', 'null', `${APP}.evil.test`, `${APP}, ${APP}`, ''])(
    'of %j reads nothing',
    async (origin) => {
      const { answer } = await server.ask('GET', { origin });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      expect(answer.headers.vary).toContain('Origin');
    },
  );

  it('gets no leave beforehand', async () => {
    const { answer, body } = await server.ask('OPTIONS', { origin: 'https://evil.test', ...PREFLIGHT });
    expect([answer.statusCode, JSON.parse(body)]).toEqual([403, { code: 'origin_denied' }]);
    expect(answer.headers.vary).toContain('Origin');
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('that only asks for the options gets an answer like any other, to read for nobody', async () => {
    const { answer, body } = await server.ask('OPTIONS', { origin: 'https://evil.test' });
    expect([answer.statusCode, body]).toEqual([200, 'options']);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('who is no page', () => {
  it.each(['GET', 'OPTIONS'])(
    'asks with %s as if there were no CORS, and no list is asked',
    async (method) => {
      const { answer } = await server.ask(method, {});
      expect(answer.statusCode).toBe(200);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(server.asked).toEqual([]);
    },
  );
});

it('a list that fails is an error of ours, and nobody’s to read', async () => {
  const { answer, body } = await server.ask('GET', { origin: 'https://broken.test' });
  expect([answer.statusCode, body]).toEqual([500, '{"code":"internal_error"}']);
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
});
