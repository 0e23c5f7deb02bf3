import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server of this machine that can be closed for a while: nobody listens then. */
export interface Way {
  readonly url: string;
  close(): Promise<void>;
  reopen(): Promise<void>;
}

export async function openWay(to: number): Promise<Way> {
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const onward = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [from, onward],
      [onward, from],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
    }
  });
  const { port } = await listenApart(server);
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    reopen: async () => {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    },
  };
}

/** On a port that systems give to nobody who asks for any: it is still free when the way opens again. */
async function listenApart(server: Server): Promise<AddressInfo> {
  for (;;) {
    server.listen(randomInt(20_000, 30_000), '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (isFree) return server.address() as AddressInfo;
  }
}
