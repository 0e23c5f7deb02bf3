import { once } from 'node:events';
import { request as ask, type ClientRequest, type IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { readBody, requireLength } from './read-body';
import { serve, type TestServer } from './serve.fixture';

const LIMIT = 100;

/** What came of reading one request's body, and the request. */
interface Reading {
  readonly outcome: unknown;
  readonly request: IncomingMessage;
}

let server: TestServer;
let onReading: (reading: Reading) => void;
let reading: Promise<Reading>;

beforeAll(async () => {
  server = await serve((request, response) => {
    void Promise.resolve()
      .then(() => {
        requireLength(request, LIMIT);
        return readBody(request, LIMIT);
      })
      .catch((error: unknown) => error)
      .then((outcome) => {
        onReading({ outcome, request });
        response.writeHead(204).end();
      });
  });
});
afterAll(() => server.close());

function open(headers: Readonly<Record<string, string>> = {}): ClientRequest {
  reading = new Promise((resolve) => {
    onReading = resolve;
  });
  const client = ask({ port: server.port, host: '127.0.0.1', method: 'POST', headers, agent: false });
  // A server that refuses may close before all was sent.
  client.on('error', () => undefined);
  client.on('response', (answer) => answer.resume());
  return client;
}

async function bodyOf(chunks: readonly Uint8Array[]): Promise<unknown> {
  const client = open();
  for (const chunk of chunks) client.write(chunk);
  client.end();
  return (await reading).outcome;
}

const TOO_LARGE = {
  code: 'body_too_large',
  message: 'The body is over 100 bytes; send less',
};

describe('reading a body', () => {
  it('gives back the bytes that were sent, however they were cut', async () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 4 }), async (chunks) => {
        expect(await bodyOf(chunks)).toEqual(Buffer.concat(chunks));
      }),
      { numRuns: 25 },
    );
  });

  it('gives an empty buffer where there is no body', async () => {
    open({ 'content-length': '0' }).end();
    expect((await reading).outcome).toEqual(Buffer.alloc(0));
  });

  it('takes exactly the limit, declared or not', async () => {
    const full = Buffer.alloc(LIMIT, 'x');
    open({ 'content-length': String(LIMIT) }).end(full);
    expect((await reading).outcome).toEqual(full);
    expect(await bodyOf([full.subarray(0, 60), full.subarray(60)])).toEqual(full);
  });

  it.each([LIMIT + 1, 10 ** 12])('refuses a declared length of %i before it comes', async (length) => {
    const client = open({ 'content-length': String(length) });
    client.write('x');
    expect((await reading).outcome).toMatchObject(TOO_LARGE);
    client.destroy();
  });

  it('refuses an undeclared length as soon as it is passed, without waiting for the end', async () => {
    const client = open({ 'transfer-encoding': 'chunked' });
    client.write(Buffer.alloc(LIMIT));
    client.write('x');
    expect((await reading).outcome).toMatchObject(TOO_LARGE);
    client.destroy();
  });

  it.each<[string, Record<string, string>]>([
    ['declared', { 'content-length': '1000000' }],
    ['undeclared', { 'transfer-encoding': 'chunked' }],
  ])('lets a client end a %s body that was refused, so that it gets its answer', async (_, headers) => {
    const client = open(headers);
    const answered = once(client, 'response');
    client.end(Buffer.alloc(1_000_000));
    expect((await reading).outcome).toMatchObject(TOO_LARGE);
    const [answer] = (await answered) as [IncomingMessage];
    expect(answer.statusCode).toBe(204);
  });

  it('cuts off a client that goes on and on after it was refused', async () => {
    const client = open({ 'transfer-encoding': 'chunked' });
    const closed = new Promise((resolve) => client.once('close', resolve));
    let sent = 0;
    while (!client.destroyed && sent < 200_000_000) {
      sent += 1_000_000;
      await Promise.race([closed, new Promise((written) => client.write(Buffer.alloc(1_000_000), written))]);
    }
    expect((await reading).outcome).toMatchObject(TOO_LARGE);
    expect(client.destroyed).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['declared', { 'content-length': '50' }],
    ['undeclared', { 'transfer-encoding': 'chunked' }],
  ])('says malformed when the client leaves half-way through a %s body', async (_, headers) => {
    const client = open(headers);
    await new Promise((sent) => client.write('half', sent));
    client.destroy();
    expect((await reading).outcome).toMatchObject({ code: 'malformed_body' });
  });

  it('leaves no listener behind', async () => {
    expect(await bodyOf([Buffer.from('{}')])).toEqual(Buffer.from('{}'));
    const { request } = await reading;
    expect(request.listenerCount('data')).toBe(0);
  });
});
