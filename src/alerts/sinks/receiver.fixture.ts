import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Receiver {
  readonly port: number;
  /** How many connections came. */
  readonly connections: number;
  /** What came, as far as it came, one text for each connection. */
  readonly received: readonly string[];
  /** How many connections are open. */
  readonly open: number;
  /** Resolves when no connection is open any more. */
  left(): Promise<void>;
  close(): Promise<void>;
}

/** A bare socket that says what it is told to once a request has come, so that it may be as rude as it likes. */
export async function receiver(
  answer: (socket: Socket, connection: number) => void,
  host = '127.0.0.1',
): Promise<Receiver> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const at = received.push('') - 1;
    sockets.add(socket);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        sockets.delete(socket);
        server.emit('left');
      });
    socket.on('data', (chunk) => {
      const before = received[at] ?? '';
      received[at] = before + chunk.toString();
      if (!isWhole(before) && isWhole(received[at] ?? '')) answer(socket, at);
    });
  }).listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return received.length;
    },
    received,
    get open() {
      return sockets.size;
    },
    left: async () => {
      while (sockets.size > 0) await once(server, 'left');
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An HTTP answer of a status. */
export function answering(status: number, headers = ''): (socket: Socket) => void {
  return (socket) => socket.end(`HTTP/1.1 ${String(status)} X\r\n${headers}content-length: 2\r\n\r\nok`);
}

function isWhole(request: string): boolean {
  const [head = '', body] = request.split('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(head)?.[1] ?? '0';
  return body !== undefined && Buffer.byteLength(body) >= Number(length);
}
