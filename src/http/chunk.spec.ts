import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Express } from 'express';
import fc from 'fast-check';
import { chunkOf } from './chunk';
import { LeanExpressAdapter } from './lean-express.adapter';

type Piece = string | Uint8Array;

let server: Server;
let port: number;
let give: (response: ServerResponse) => void;

beforeAll(async () => {
  const adapter = new LeanExpressAdapter();
  adapter.initHttpServer();
  server = adapter.getHttpServer();
  adapter.getInstance<Express>().use((_, response) => {
    give(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

/** What a socket gets after the headers. */
async function sentTo(version: string, pieces: readonly Piece[]): Promise<string> {
  give = (response) => {
    for (const piece of pieces) response.write(piece);
    response.end();
  };
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.write(`GET / HTTP/${version}\r\nhost: a\r\nconnection: close\r\n\r\n`);
  const whole = await text(socket);
  return whole.slice(whole.indexOf('\r\n\r\n') + 4);
}

describe('an answer in pieces', () => {
  const pieces: fc.Arbitrary<readonly Piece[]> = fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: 4000, max: 4200 }).map((length) => new Uint8Array(length).fill(length % 256)),
    ),
    { maxLength: 12 },
  );

  it('is read as it was written, whatever is in them and however long they are', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (written) => {
        give = (response) => {
          for (const piece of written) response.write(piece);
          response.end();
        };
        const read = await (await fetch(`http://127.0.0.1:${String(port)}/`)).arrayBuffer();
        expect(
          Buffer.from(read).equals(Buffer.concat(written.map((piece) => Buffer.from(piece as string)))),
        ).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('has a chunk for each, and the last one', async () => {
    const [short, long] = [Buffer.from('0123456789abcdef'), Buffer.alloc(5000, 'x')];
    const chunks = [
      '10\r\n0123456789abcdef\r\n',
      `1388\r\n${String(long)}\r\n`,
      '4\r\ntext\r\n',
      '0\r\n\r\n',
    ];
    expect(await sentTo('1.1', [short, Buffer.alloc(0), long, 'text'])).toBe(chunks.join(''));
  });

  it('is the bare bytes for whoever knows no chunks', async () => {
    expect(await sentTo('1.0', [Buffer.from('some '), Buffer.from('bytes')])).toBe('some bytes');
  });

  it('calls back when a piece is taken', async () => {
    const taken = new Promise<void>((resolve) => {
      give = (response) => {
        response.write(Buffer.from('a'), () => {
          resolve();
        });
        response.end();
      };
    });
    const answer = await fetch(`http://127.0.0.1:${String(port)}/`);
    await taken;
    expect(await answer.text()).toBe('a');
  });

  it('says of a short piece, too, that the socket has no room', async () => {
    const room: boolean[] = [];
    give = (response) => {
      room.push(response.write(Buffer.from('a')));
      response.write(Buffer.alloc(1_000_000, 'x'));
      room.push(response.write(Buffer.from('a')), response.writableNeedDrain);
      response.end();
    };
    await (await fetch(`http://127.0.0.1:${String(port)}/`)).arrayBuffer();
    expect(room).toEqual([true, false, true]);
  });
});

describe('a chunk of our own', () => {
  it.each<[string, unknown, string | undefined]>([
    ['of a byte', Buffer.from('a'), '1\r\na\r\n'],
    ['of any bytes', new Uint8Array([13, 10]), '2\r\n\r\n\r\n'],
    ['of none, which would be the last', Buffer.alloc(0), undefined],
    ['of text', 'text', undefined],
    ['of many bytes', Buffer.alloc(4097), undefined],
  ])('%s', (_, bytes, chunk) => {
    expect(chunkOf(bytes)?.toString('latin1')).toBe(chunk);
  });
});
