import { once } from 'node:events';
import { connect } from 'node:net';
import { startSimulator, type RunningSimulator } from './index';
import { CREDENTIALS, onWire, QUESTION, sdk, settledRequests } from './wire.fixture';

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ control: true });
});
afterAll(() => simulator.close());

const asking = (content: string): object => ({ ...QUESTION, messages: [{ role: 'user', content }] });

/** Posts over a bare socket; the caller decides when to leave. */
function post(trouble: string, content: string): ReturnType<typeof connect> {
  const body = JSON.stringify(asking(content));
  const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1');
  const lines = [
    'POST /v1/messages HTTP/1.1',
    'Host: simulator',
    ...Object.entries(CREDENTIALS).map(([name, value]) => `${name}: ${value}`),
    `x-simulator-trouble: ${trouble}`,
    `content-length: ${String(Buffer.byteLength(body))}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

/** Resolves when the simulator holds an open request with this word in it. */
async function untilOpen(word: string): Promise<void> {
  for (;;) {
    const { body } = await onWire(simulator, { method: 'GET', path: `/_simulator/requests?match=${word}` });
    if (body.includes('"outcome":"open"')) return;
  }
}

describe('trouble instead of an answer', () => {
  it('hang takes the request and never answers', async () => {
    const socket = post('hang', 'hanging-on');
    let heard = 0;
    socket.on('data', (data) => (heard += data.length));
    await untilOpen('hanging-on');
    socket.destroy();
    const [recorded] = await settledRequests(simulator, 'hanging-on');
    expect([recorded?.outcome, heard]).toEqual(['client_left', 0]);
  });

  it('reset is a TCP RST', async () => {
    const socket = post('reset', 'resetting');
    const [error] = (await once(socket, 'error').catch((e: unknown) => [e])) as readonly [
      NodeJS.ErrnoException,
    ];
    expect(error.code).toBe('ECONNRESET');
    expect((await settledRequests(simulator, 'resetting'))[0]?.outcome).toBe('cut');
  });

  it('latency waits before a good answer', async () => {
    const started = performance.now();
    const { status } = await onWire(simulator, { body: QUESTION, trouble: 'latency:30' });
    expect(status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(29);
  });

  it('latency ends when the client leaves', async () => {
    const socket = post('latency:3600000', 'too-late');
    await untilOpen('too-late');
    socket.destroy();
    expect((await settledRequests(simulator, 'too-late'))[0]?.outcome).toBe('client_left');
  });

  it('redirect sends the client elsewhere, with its method', async () => {
    const location = 'http://169.254.169.254/latest/meta-data';
    const answer = await onWire(simulator, { body: QUESTION, trouble: `redirect:${location}` });
    expect([answer.status, answer.headers.location]).toEqual([307, location]);
  });

  it('wrong-type is a page', async () => {
    const answer = await onWire(simulator, { body: QUESTION, trouble: 'wrong-type' });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.body).toContain('<!doctype html>');
  });

  it('echo-credential gives the credential away', async () => {
    const apiKey = 'sk-very-secret';
    const headers = { 'x-simulator-trouble': 'echo-credential' };
    await expect(sdk(simulator, { apiKey }).messages.create(QUESTION, { headers })).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining(apiKey) as string,
    });
  });

  it('status carries what a client needs for its retry', async () => {
    const answer = await onWire(simulator, {
      body: QUESTION,
      trouble: 'status:429,retry-after=1,should-retry=true',
    });
    expect(answer.headers).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
  });

  it('strikes a bad request too, before anyone looks at it', async () => {
    expect((await onWire(simulator, { headers: {}, body: 'no', trouble: 'status:529' })).status).toBe(529);
  });

  it('strikes count_tokens as well', async () => {
    const path = '/v1/messages/count_tokens';
    expect((await onWire(simulator, { path, body: QUESTION, trouble: 'status:529' })).status).toBe(529);
  });
});
