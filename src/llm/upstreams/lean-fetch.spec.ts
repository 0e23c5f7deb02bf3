import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Agent } from 'undici';
import { serve, type TestServer } from '../../http/serve.fixture';
import { leanFetch } from './lean-fetch';

let server: TestServer;
let agent: Agent;
let send: typeof fetch;
let last: { readonly request: IncomingMessage; readonly body: string };
let hang: () => void;
beforeAll(async () => {
  server = await serve((request, response) => {
    void (async () => {
      last = { request, body: await text(request) };
      if (request.url === '/hang') {
        hang();
        return;
      }
      const status = Number(/\d{3}/.exec(request.url ?? '')?.[0] ?? 200);
      response.writeHead(status, {
        'x-one': '1',
        location: `${server.url}/followed`,
        'set-cookie': ['a=1', 'b=2'],
      });
      response.end('{"answer": "ü"}');
    })();
  });
  agent = new Agent();
  send = leanFetch(agent);
});
afterAll(async () => {
  await agent.destroy();
  await server.close();
});

describe('the lean fetch', () => {
  it('sends method, path, query, headers and body as they are', async () => {
    const headers = new Headers({ 'x-mine': 'yes', authorization: 'Bearer key' });
    await send(`${server.url}/v1/messages?beta=true`, { method: 'POST', headers, body: '{"ü": 1}' });
    expect(last.request).toMatchObject({ method: 'POST', url: '/v1/messages?beta=true' });
    expect(last.request.headers).toMatchObject({ 'x-mine': 'yes', authorization: 'Bearer key' });
    expect(last.body).toBe('{"ü": 1}');
  });

  it('gives back status, headers and body', async () => {
    const answer = await send(`${server.url}/200`, {});
    expect([answer.ok, answer.status, answer.headers.get('x-one')]).toEqual([true, 200, '1']);
    expect(await answer.json()).toEqual({ answer: 'ü' });
    expect(await (await send(`${server.url}/200`, {})).text()).toBe('{"answer": "ü"}');
  });

  it.each([400, 401, 429, 500, 529])('does not call %i ok', async (status) => {
    const answer = await send(`${server.url}/${String(status)}`, {});
    expect([answer.ok, answer.status]).toEqual([false, status]);
    await answer.text();
  });

  it.each([301, 302, 303, 307, 308])(
    'follows no redirect (%i): the key goes nowhere else',
    async (status) => {
      const answer = await send(`${server.url}/${String(status)}`, {});
      expect([answer.ok, answer.status]).toEqual([false, status]);
      await answer.text();
      expect(last.request.url).toBe(`/${String(status)}`);
    },
  );

  it('gives up when it is called off', async () => {
    const call = new AbortController();
    const arrived = new Promise<void>((resolve) => {
      hang = resolve;
    });
    const asked = send(`${server.url}/hang`, { signal: call.signal }).catch((error: unknown) => error);
    await arrived;
    call.abort();
    expect(await asked).toMatchObject({ name: 'AbortError' });
  });

  it('fails where nobody listens', async () => {
    await expect(send('http://127.0.0.1:9/', {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
