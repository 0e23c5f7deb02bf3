import { createServer, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { answerOf, COUNT_BODY, eventsOf } from './answers';

/*
 * A model provider that does next to nothing: it reads no JSON and no header but the length, so that what is measured is
 * what stands in front of it. `--port`, `--latency` (ms to an answer), `--events` (of a stream) and `--pace` (ms between
 * them). `GET /count` tells how many calls it has answered, `POST /latency/50` changes the time that they take, and
 * `POST /events/10` how many events streams have; none is under way then.
 */

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
    events: { type: 'string', default: '200' },
    pace: { type: 'string', default: '1' },
  },
});
const PLAIN = answerOf();
const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n';
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const STREAMS = Buffer.from('"stream":true');

let latencyMs = Number(values.latency);
let events = eventsOf(Number(values.events));
let calls = 0;

/** Streams under way: a single timer writes the next event of each. */
const streams = new Map<Socket, number>();
setInterval(() => {
  for (const [socket, at] of streams) {
    if (socket.writableNeedDrain) continue;
    const event = events[at] ?? '';
    socket.write(`${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`);
    if (at + 1 < events.length) streams.set(socket, at + 1);
    else {
      streams.delete(socket);
      socket.write('0\r\n\r\n');
    }
  }
}, Number(values.pace));

const server = createServer({ noDelay: true }, (socket) => {
  let pending: Buffer[] = [];
  /** The bytes of the request under way, once its head is there. */
  let wanted = 0;
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    pending.push(chunk);
    size += chunk.length;
    if (wanted === 0) {
      const head = pending.length === 1 ? chunk : Buffer.concat(pending);
      const end = head.indexOf(END_OF_HEAD);
      if (end === -1) return;
      wanted = end + 4 + lengthIn(head.toString('latin1', 0, end));
    }
    if (size < wanted) return;
    const request = pending.length === 1 ? chunk : Buffer.concat(pending);
    pending = [];
    wanted = size = 0;
    answer(socket, request);
  });
  socket.on('close', () => streams.delete(socket));
  socket.on('error', () => socket.destroy());
});

function lengthIn(head: string): number {
  return Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
}

function answer(socket: Socket, request: Buffer): void {
  const line = request.toString('latin1', 0, 40);
  if (line.startsWith('GET /count')) {
    tell(socket, String(calls));
    return;
  }
  const [, manner, number = ''] = /^POST \/(latency|events)\/(\d+)/.exec(line) ?? [];
  if (manner !== undefined) {
    if (manner === 'latency') latencyMs = Number(number);
    else events = eventsOf(Number(number));
    tell(socket, number);
    return;
  }
  if (line.startsWith('POST /v1/messages/count_tokens')) {
    tell(socket, COUNT_BODY);
    return;
  }
  calls += 1;
  const give = request.includes(STREAMS) ? stream : plain;
  if (latencyMs === 0) give(socket);
  else setTimeout(give, latencyMs, socket);
}

function plain(socket: Socket): void {
  socket.write(PLAIN);
}

function stream(socket: Socket): void {
  socket.write(STREAM_HEAD);
  streams.set(socket, 0);
}

function tell(socket: Socket, text: string): void {
  socket.write(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${String(text.length)}\r\n\r\n${text}`,
  );
}

server.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(`listens on http://127.0.0.1:${String(port)}\n`);
});
process.on('SIGTERM', () => process.exit());
