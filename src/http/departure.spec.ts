import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { departureOf } from './departure';
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

describe('a departure', () => {
  it('is told when the client leaves before the answer is out', async () => {
    const { response, client } = await arrive();
    const departure = departureOf(response);
    response.write('x');
    expect(departure.aborted).toBe(false);
    client.destroy();
    await new Promise<void>((resolve) => {
      departure.addEventListener('abort', resolve);
    });
    expect(departure.aborted).toBe(true);
  });

  it('is told at once of a client who has left already', async () => {
    const { response, client } = await arrive();
    client.destroy();
    await once(response, 'close');
    expect(departureOf(response).aborted).toBe(true);
  });

  it('is none where the answer is out, whatever the client does then', async () => {
    const { response, client } = await arrive();
    const departure = departureOf(response);
    client.resume();
    const closed = once(response, 'close');
    response.end('x');
    await closed;
    client.destroy();
    await once(client, 'close');
    expect(departure.aborted).toBe(false);
  });
});
