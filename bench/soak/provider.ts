import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventsOf, PLAIN_BODY } from '../upstream/answers';

/*
 * A model provider that does as it is asked: the question `silent` gets a stream that says nothing after its beginning,
 * `flood` one that never ends and comes as fast as it is taken, and `large 1000000` a plain answer of so many bytes.
 */

const [START = '', BLOCK = '', PIECE = ''] = eventsOf(6);
const LONG_PIECE = PIECE.replace('few', 'few '.repeat(500));

const server = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    // One that was called off while it was sent, or a look at whether anybody is there.
    if (request.method !== 'POST' || !request.complete) {
      response.writeHead(404).end();
      return;
    }
    const { stream, messages } = JSON.parse(body) as { stream?: boolean; messages: [{ content: string }] };
    const [what, bytes] = messages[0].content.split(' ');
    if (!['silent', 'flood', 'large'].includes(what ?? '')) response.writeHead(400).end();
    else if (stream === true) begin(response, what === 'flood');
    else whole(response, Number(bytes));
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function whole(response: ServerResponse, bytes: number): void {
  const text = 'x'.repeat(Math.max(0, bytes - PLAIN_BODY.length));
  const body = PLAIN_BODY.replace('"text":"', `"text":"${text}`);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

function begin(response: ServerResponse, floods: boolean): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(START + BLOCK);
  if (floods) pour(response);
}

function pour(response: ServerResponse): void {
  if (response.closed) return;
  const again = (): void => {
    pour(response);
  };
  if (response.write(LONG_PIECE)) setImmediate(again);
  else response.once('drain', again);
}

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listens on http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
process.on('SIGTERM', () => process.exit());
