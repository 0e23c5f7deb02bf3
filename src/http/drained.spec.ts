import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { drained } from './drained';
import { serve, type TestServer } from './serve.fixture';

let server: TestServer;
let clients: Socket[];
const arrivals = new EventEmitter();
beforeEach(async () => {
  clients = [];
  server = await serve((_, response) => arrivals.emit('one', response));
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await server.close();
});

/** A response, and its reader, who has not begun to read. */
async function arrive(): Promise<{ readonly response: ServerResponse; readonly client: Socket }> {
  const client = connect(server.port, '127.0.0.1').pause();
  clients.push(client);
  client.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
  const [response] = (await once(arrivals, 'one')) as [ServerResponse];
  return { response, client };
}

/** More than the buffers on the way to the reader hold. */
function fill(response: ServerResponse): void {
  response.write(Buffer.alloc(33_554_432, 'x'));
}

describe('a slow reader', () => {
  it('is not waited for while there is room', async () => {
    const { response } = await arrive();
    expect(drained(response)).toBeUndefined();
    response.write('x');
    expect(drained(response)).toBeUndefined();
  });

  it('is waited for until it has read', async () => {
    const { response, client } = await arrive();
    fill(response);
    const before = listenersOf(response);
    const wait = drained(response);
    let isOver = false;
    void wait?.then(() => (isOver = true));
    for (let round = 0; round < 5; round += 1) await turn();
    expect([isOver, response.writableNeedDrain]).toEqual([false, true]);
    client.resume();
    await wait;
    expect(response.writableNeedDrain).toBe(false);
    expect(listenersOf(response)).toEqual(before);
  });

  it('is waited for until it leaves', async () => {
    const { response, client } = await arrive();
    fill(response);
    const before = listenersOf(response);
    const wait = drained(response);
    client.destroy();
    await wait;
    expect(listenersOf(response)).toEqual(before);
    expect(drained(response)).toBeUndefined();
  });
});

function listenersOf(response: ServerResponse): readonly number[] {
  return [response.listenerCount('drain'), response.listenerCount('close')];
}
