import { request } from 'node:http';
import { ask } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { exchange, RawConnection, rawRequest } from '../support/raw-http';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

const LIMIT = 2048;

let simulator: TestSimulator;
let gateway: TestGateway;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: { ...simulator.settings, MAX_BODY_BYTES: String(LIMIT) } });
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

/** A body of exactly so many bytes. */
function bodyOf(bytes: number, letter = 'x'): Buffer {
  const empty = '{"question":"","context":{}}';
  const width = Buffer.byteLength(letter);
  const letters = Math.floor((bytes - empty.length) / width);
  const blanks = ' '.repeat(bytes - empty.length - letters * width);
  return Buffer.from(`${empty.slice(0, 13)}${letter.repeat(letters)}${empty.slice(13)}${blanks}`);
}

const head = (...more: string[]): string[] => [
  'Host: gateway',
  `x-api-key: ${gateway.key}`,
  'Content-Type: application/json',
  ...more,
];

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends head and body in one write, so that all of it has come before the answer goes. */
async function send(length: string, body: string): Promise<Answer> {
  const request = rawRequest('POST /api/query HTTP/1.1', head(length, 'Connection: close'), body);
  const [answer, ...others] = (await exchange(gateway.url, request)).answers;
  if (answer === undefined || others.length > 0) throw new Error('That should have had one answer');
  return { ...answer, body: JSON.parse(answer.body) as Answer['body'] };
}

const declared = (bytes: Buffer): Promise<Answer> =>
  send(`Content-Length: ${String(bytes.length)}`, bytes.toString('latin1'));

const chunked = (bytes: Buffer): Promise<Answer> =>
  send(
    'Transfer-Encoding: chunked',
    [...bytes.toString('latin1').matchAll(/.{1,500}/gs), ['']]
      .map(([piece = '']) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
      .join(''),
  );

const TOO_LARGE = { code: 'body_too_large', layer: 'ingress', detail: expect.stringContaining('2048') };

describe.each([
  ['declared', declared],
  ['chunked', chunked],
])('a body whose length is %s', (_, sendBody) => {
  it.each([LIMIT, LIMIT - 1])('of %i bytes is read', async (bytes) => {
    expect((await sendBody(bodyOf(bytes))).status).toBe(200);
  });

  it.each([LIMIT + 1, LIMIT + 2, 2 * LIMIT])('of %i bytes is a 413', async (bytes) => {
    const { status, body, headers } = await sendBody(bodyOf(bytes));
    expect([status, body]).toEqual([413, expect.objectContaining(TOO_LARGE)]);
    expect(headers.get('connection')).toBe('close');
  });

  it('is counted in bytes, not in characters', async () => {
    const [fits, exceeds] = [bodyOf(LIMIT, '日'), bodyOf(LIMIT + 1, '日')];
    expect([(await sendBody(fits)).status, (await sendBody(exceeds)).status]).toEqual([200, 413]);
  });
});

describe('a body over the limit is refused', () => {
  it.each(['2049', '5000000', '9007199254740993', '18446744073709551615'])(
    'before any of it is sent, where %s bytes are declared',
    async (length) => {
      const { answers, closed } = await exchange(
        gateway.url,
        rawRequest('POST /api/query HTTP/1.1', head(`Content-Length: ${length}`)),
      );
      expect(answers.map(({ status }) => status)).toEqual([413]);
      expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject(TOO_LARGE);
      expect(closed).toBe(true);
    },
  );

  it('before it has ended, where no length is declared', async () => {
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
    const { answers, closed } = await exchange(
      gateway.url,
      rawRequest('POST /api/query HTTP/1.1', head('Transfer-Encoding: chunked'), chunk.repeat(3)),
    );
    expect(answers.map(({ status }) => status)).toEqual([413]);
    expect(closed).toBe(true);
  });

  it('and nothing of it reaches the upstream', async () => {
    await declared(bodyOf(LIMIT + 1, 'canary-too-large '));
    await chunked(bodyOf(LIMIT + 1, 'canary-too-large '));
    expect(await simulator.requests('canary-too-large')).toEqual([]);
  });
});

describe('a client that sends far too much', () => {
  const big = Buffer.alloc(5_000_000, 'x');
  const url = (): string => `${gateway.url}/api/query`;
  const headers = (): Record<string, string> => ({
    'x-api-key': gateway.key,
    'content-type': 'application/json',
  });

  const clients: readonly [string, () => Promise<number>][] = [
    [
      'fetch, declared',
      async () => (await fetch(url(), { method: 'POST', headers: headers(), body: big })).status,
    ],
    [
      'fetch, chunked',
      async () => {
        const body = new Blob([big]).stream();
        return (await fetch(url(), { method: 'POST', headers: headers(), body, duplex: 'half' })).status;
      },
    ],
    [
      'node:http',
      () =>
        new Promise((resolve, reject) => {
          const sent = request(url(), { method: 'POST', headers: headers(), agent: false }, (answer) => {
            answer.resume();
            resolve(answer.statusCode ?? 0);
          });
          sent.once('error', reject);
          sent.end(big);
        }),
    ],
  ];

  it.each(clients)('(%s) gets to read its 413, every time', async (_, send) => {
    for (let attempt = 0; attempt < 10; attempt += 1) expect(await send()).toBe(413);
  });
});

describe('a body that ends before its declared length', () => {
  it('is never asked upstream, and no second request hides in it', async () => {
    const inner = rawRequest(
      'POST /api/query HTTP/1.1',
      head('Content-Length: 60'),
      '{"question":"canary-cut-in',
    );
    const connection = await RawConnection.open(gateway.url);
    connection.send(
      rawRequest(
        'POST /api/query HTTP/1.1',
        head('Content-Length: 2000'),
        `{"question":"canary-cut ${inner}`,
      ),
    );
    connection.hangUp();
    const { answers } = await connection.finish();
    expect(answers.every(({ status }) => status >= 400)).toBe(true);
    expect(answers.length).toBeLessThanOrEqual(1);
    expect((await ask(gateway)).status).toBe(200);
    expect(await simulator.requests('canary-cut')).toEqual([]);
  });
});
