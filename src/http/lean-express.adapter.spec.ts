import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Express } from 'express';
import { LeanExpressAdapter } from './lean-express.adapter';

/** More than the sockets of both sides hold. */
const LARGE = Buffer.alloc(33_554_432, 'x');

let server: Server;
let client: Socket;

interface Answered {
  readonly response: ServerResponse;
  /** Our side of the connection, just after the answer was given to it. */
  readonly socket: Socket;
  readonly timeout: number | undefined;
}

/** Serves one answer to a client that takes nothing of it yet. */
async function answer(body: Buffer): Promise<Answered> {
  const adapter = new LeanExpressAdapter();
  adapter.initHttpServer();
  server = adapter.getHttpServer();
  const answered = new Promise<Answered>((resolve) => {
    adapter.getInstance<Express>().use((_, response) => {
      const { socket } = response.req;
      response.end(body);
      resolve({ response, socket, timeout: socket.timeout });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  return answered;
}

afterEach(async () => {
  client.destroy();
  server.close();
  await once(server, 'close');
});

describe('an answer that is complete', () => {
  it('waits a minute for a reader that takes nothing of it, and then its connection ends', async () => {
    const { response, socket, timeout } = await answer(LARGE);
    expect(response.writableFinished).toBe(false);
    expect(timeout).toBe(60_000);
    const closed = once(response, 'close');
    // As Node says it when the time is up.
    socket.emit('timeout');
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('waits for one that takes it, and its connection is kept', async () => {
    const { response, socket } = await answer(LARGE);
    const whole = buffer(client);
    await once(response, 'finish');
    expect(socket.timeout).toBeGreaterThan(60_000);
    client.end();
    expect((await whole).subarray(-LARGE.length).equals(LARGE)).toBe(true);
  });

  it('costs no timer where the socket takes it at once', async () => {
    const { socket, timeout } = await answer(Buffer.from('short'));
    expect(timeout).not.toBe(60_000);
    expect(socket.writableLength).toBe(0);
  });
});
