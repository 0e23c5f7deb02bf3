import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { serve, type TestServer } from './serve.fixture';
import { whenOver } from './when-over';

/** The connection of a response; one whose turn has not come has none itself. */
const socketOf = (response: ServerResponse): Socket => response.req.socket;

/** A server that answers when the test says so, and counts how often each answer was over. */
let server: TestServer;
let responses: ServerResponse[];
let over: number[];
beforeEach(async () => {
  // Its own: what an earlier test left under way may end during a later one.
  const [mine, counts]: [ServerResponse[], number[]] = [[], []];
  [responses, over] = [mine, counts];
  server = await serve((_, response) => {
    const at = mine.push(response) - 1;
    counts[at] = 0;
    whenOver(response, () => {
      counts[at] = (counts[at] ?? 0) + 1;
    });
  });
});
afterEach(() => server.close());

const GET = 'GET / HTTP/1.1\r\nHost: here\r\n\r\n';

/** It comes when it comes: looks again, turn by turn, within Jest's own limit. */
async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await turn();
}
async function sent(requests: number): Promise<Socket> {
  const client = connect(server.port, '127.0.0.1');
  await once(client, 'connect');
  const before = responses.length;
  client.write(GET.repeat(requests));
  await until(() => responses.length === before + requests);
  return client;
}

describe('an answer is over', () => {
  it('when it is out, and not before', async () => {
    const client = await sent(1);
    await turn();
    expect(over).toEqual([0]);
    responses[0]?.end('x');
    await until(() => over[0] === 1);
    client.destroy();
    await once(client, 'close');
    await until(() => responses[0] === undefined || socketOf(responses[0]).destroyed);
    expect(over).toEqual([1]);
  });

  it.each([
    ['has begun', (response: ServerResponse | undefined) => response?.write('x')],
    ['has not begun', () => undefined],
  ])('when its client leaves although it %s, once', async (_, begin) => {
    const client = await sent(1);
    begin(responses[0]);
    client.destroy();
    await until(() => over[0] === 1);
    responses[0]?.end('x');
    await turn();
    expect(over).toEqual([1]);
  });

  it('when its client leaves before its turn has come, also for those behind it', async () => {
    const client = await sent(3);
    client.destroy();
    await until(() => over.every((times) => times === 1));
  });

  it('one after the other where requests wait on one connection', async () => {
    const client = await sent(2);
    responses[0]?.end('x');
    await until(() => over[0] === 1);
    expect(over).toEqual([1, 0]);
    responses[1]?.end('x');
    await until(() => over[1] === 1);
    expect(over).toEqual([1, 1]);
    client.destroy();
  });

  it('already, where its client left before anybody asked', async () => {
    const client = await sent(1);
    const [response] = responses;
    client.destroy();
    await until(() => over[0] === 1);
    let called = 0;
    if (response !== undefined)
      whenOver(response, () => {
        called += 1;
      });
    expect(called).toBe(1);
  });
});

describe('a connection', () => {
  it('keeps nothing of the answers that are over', async () => {
    const client = await sent(1);
    const socket = socketOf(responses[0] as ServerResponse);
    responses[0]?.end('x');
    await until(() => over[0] === 1);
    const before = socket.listenerCount('close');
    for (let round = 1; round <= 5; round += 1) {
      client.write(GET.repeat(2));
      await until(() => responses.length === 1 + 2 * round);
      for (const response of responses.slice(-2)) response.end('x');
      await until(() => over.every((times) => times === 1));
    }
    expect(socket.listenerCount('close')).toBe(before);
    client.destroy();
  });

  it('may have many requests waiting before Node takes it for a leak', async () => {
    const client = await sent(50);
    const socket = socketOf(responses[0] as ServerResponse);
    const most = socket.getMaxListeners() || Infinity;
    expect(socket.listenerCount('close')).toBeLessThanOrEqual(most);
    client.destroy();
  });
});
