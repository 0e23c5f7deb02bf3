import { ask } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedWithSimulator } from '../support/shared-gateway';
import { exchange, rawRequest } from '../support/raw-http';
import type { TestSimulator } from '../support/simulator';

describe('raw HTTP', () => {
  let simulator: TestSimulator;
  let gateway: TestGateway;

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
  });

  /** What one line or part of a good question is replaced with. */
  interface Oddity {
    readonly line?: string;
    /** Lines instead of `Host`. */
    readonly host?: readonly string[];
    /** Lines instead of `Content-Length`. */
    readonly length?: readonly string[];
    readonly more?: readonly string[];
    readonly body?: string;
    /** A last change to the bytes. */
    readonly change?: (bytes: string) => string;
  }

  const QUESTION_BODY = '{"question":"canary","context":{}}';
  const LENGTH = `Content-Length: ${String(QUESTION_BODY.length)}`;
  const SIZE = QUESTION_BODY.length.toString(16);
  const CHUNKED = `${SIZE}\r\n${QUESTION_BODY}\r\n0\r\n\r\n`;

  /** A question of a known key that is good but for its oddity: nothing else is a reason to refuse it. */
  function question({
    line = 'POST /api/query HTTP/1.1',
    host = ['Host: gateway'],
    length = [LENGTH],
    more = [],
    body = QUESTION_BODY,
    change = (bytes) => bytes,
  }: Oddity = {}): string {
    const credentials = [`x-api-key: ${gateway.key}`, 'Content-Type: application/json'];
    return change(rawRequest(line, [...host, ...credentials, ...length, ...more], body));
  }

  const inChunks = (body: string): Oddity => ({ length: ['Transfer-Encoding: chunked'], body });
  const coded = (...lines: string[]): Oddity => ({ length: lines, body: CHUNKED });
  const lines = (count: number, line: (at: number) => string): string[] =>
    Array.from({ length: count }, (_, at) => line(at));

  const HOSTS: Readonly<Record<string, Oddity>> = {
    'two Host headers': { host: ['Host: gateway', 'Host: elsewhere'] },
    'the same Host twice': { host: ['Host: gateway', 'host: gateway'] },
    'a Host at either end': { more: ['HOST: elsewhere'] },
    'no Host': { host: [] },
    'a blank in Host': { host: ['Host: a b'] },
    'a path in Host': { host: ['Host: a/b@c'] },
    'an empty Host': { host: ['Host:'] },
    'a second Host behind many headers': { more: [...lines(3000, () => 'a:'), 'Host: elsewhere'] },
  };

  const REQUEST_LINES: Readonly<Record<string, Oddity>> = {
    'no version': { line: 'POST /api/query' },
    'no version, no headers': {
      line: 'GET /health',
      change: (bytes) => bytes.split('\r\n', 1).join('') + '\r\n\r\n',
    },
    'HTTP/0.9': { line: 'POST /api/query HTTP/0.9' },
    'HTTP/1.2': { line: 'POST /api/query HTTP/1.2' },
    'HTTP/2.0': { line: 'POST /api/query HTTP/2.0' },
    'the preface of HTTP/2': { change: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
    'a version in lower case': { line: 'POST /api/query http/1.1' },
    'a longer version': { line: 'POST /api/query HTTP/1.11' },
    'something behind the version': { line: 'POST /api/query HTTP/1.1 x' },
    'a blank in the target': { line: 'POST /api/query x HTTP/1.1' },
    'tabs for blanks': { line: 'POST\t/api/query\tHTTP/1.1' },
    'a blank in front': { change: (bytes) => ` ${bytes}` },
    'a method in lower case': { line: 'post /api/query HTTP/1.1' },
    'a method that nobody knows': { line: 'ASK /api/query HTTP/1.1' },
    'an absolute target elsewhere': { line: 'POST http://elsewhere.example/api/query HTTP/1.1' },
    'another scheme': { line: 'POST https://gateway/api/query HTTP/1.1' },
    'an authority as target': { line: 'POST gateway:80 HTTP/1.1' },
    'a target without a slash': { line: 'POST api/query HTTP/1.1' },
    'OPTIONS *': { line: 'OPTIONS * HTTP/1.1', length: [], body: '' },
    'a fragment': { line: 'POST /api/query#x HTTP/1.1' },
    'POST *': { line: 'POST * HTTP/1.1' },
    CONNECT: { line: 'CONNECT elsewhere.example:443 HTTP/1.1', length: [], body: '' },
    'a NUL in the target': { line: 'POST /api/query\0 HTTP/1.1' },
    'raw bytes in the target': { line: 'POST /api/quer\xff HTTP/1.1' },
  };

  const LENGTHS: Readonly<Record<string, Oddity>> = {
    'Content-Length, then Transfer-Encoding': coded(LENGTH, 'Transfer-Encoding: chunked'),
    'Transfer-Encoding, then Content-Length': coded('Transfer-Encoding: chunked', LENGTH),
    'two Content-Lengths': { length: [LENGTH, 'Content-Length: 5'] },
    'the same Content-Length twice': { length: [LENGTH, LENGTH] },
    ...Object.fromEntries(
      ['34, 34', '+34', '-1', '0x22', '3 4', '34.0', '3_4', '', '34;', '99999999999999999999999'].map(
        (value) => [`Content-Length: ${value}`, { length: [`Content-Length: ${value}`] }],
      ),
    ),
    'a blank before the colon of Content-Length': { length: [LENGTH.replace(':', ' :')] },
    ...Object.fromEntries(
      [
        'xchunked',
        'chunked, identity',
        'identity',
        'chunked, chunked',
        'chunked, gzip',
        '"chunked"',
        'chunked;q=1',
        'gzip, chunked',
        'identity, chunked',
        ',chunked',
        '\vchunked',
        'chunked,',
        '',
      ].map((value) => [`Transfer-Encoding: ${value}`, coded(`Transfer-Encoding: ${value}`)]),
    ),
    'identity beside a length': { more: ['Transfer-Encoding: identity'] },
    'an empty transfer-coding beside a length': { more: ['Transfer-Encoding:'] },
    'chunked, then identity': coded('Transfer-Encoding: chunked', 'Transfer-Encoding: identity'),
    'identity, then chunked': coded('Transfer-Encoding: identity', 'Transfer-Encoding: chunked'),
    'chunked in HTTP/1.0': {
      line: 'POST /api/query HTTP/1.0',
      ...coded('Transfer-Encoding: chunked', 'Connection: keep-alive'),
    },
    'chunked twice': coded('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'),
    'a blank before the colon': coded('Transfer-Encoding : chunked'),
    'a tab before the colon': coded('Transfer-Encoding\t: chunked'),
    'a folded Transfer-Encoding': coded('Transfer-Encoding:\r\n chunked'),
  };

  const CHUNKS: Readonly<Record<string, Oddity>> = {
    'a size in 0x': inChunks(`0x${CHUNKED}`),
    'a negative size': inChunks(`-${CHUNKED}`),
    'a signed size': inChunks(`+${CHUNKED}`),
    'a blank behind the size': inChunks(CHUNKED.replace('\r\n', ' \r\n')),
    'a size past 64 bits': inChunks(CHUNKED.replace(SIZE, 'fffffffffffffffff')),
    'a size too small': inChunks(CHUNKED.replace(SIZE, '21')),
    'no line end behind the data': inChunks(CHUNKED.replace('}\r\n', '}xx')),
    'bare line feeds': inChunks(CHUNKED.replaceAll('\r\n', '\n')),
    'a bare line feed behind the data': inChunks(CHUNKED.replace('}\r\n', '}\n')),
    'a bare line feed at the end': inChunks(CHUNKED.replace(/\r\n$/, '\n')),
    'a bare line feed in an extension': inChunks(CHUNKED.replace(SIZE, `${SIZE};a\n=b`)),
    'a bare carriage return behind the size': inChunks(CHUNKED.replace('\r\n', '\r')),
    'lengths in the trailer': inChunks(CHUNKED.replace(/\r\n$/, 'Content-Length: 5\r\n\r\n')),
  };

  const HEADERS: Readonly<Record<string, Oddity>> = {
    'bare line feeds': { change: (bytes) => bytes.replaceAll('\r\n', '\n') },
    'a bare line feed behind the request line': { change: (bytes) => bytes.replace('\r\n', '\n') },
    'a bare line feed between headers': { more: ['x-a: b\nx-c: d'] },
    'a bare line feed at the end': { change: (bytes) => bytes.replace('\r\n\r\n', '\r\n\n') },
    'a bare line feed before the end': { change: (bytes) => bytes.replace('\r\n\r\n', '\n\r\n') },
    'a bare carriage return': { more: ['x-a: b\rx-c: d'] },
    'obsolete folding': { more: ['x-a: b\r\n c'] },
    'obsolete folding with a tab': { more: ['x-a: b\r\n\tc'] },
    'a folded first header': { host: [' Host: gateway'] },
    'a NUL': { more: ['x-a: b\0c'] },
    'a control character': { more: ['x-a: b\u0001c'] },
    'a blank in a name': { more: ['x a: b'] },
    'a name of other bytes': { more: ['x\xe9: b'] },
    'no name': { more: [': b'] },
    'no colon': { more: ['x-a'] },
    'one header over 16 KB': { more: [`x-a: ${'b'.repeat(17_000)}`] },
    'headers over 16 KB together': { more: lines(200, (at) => `x-${String(at)}: ${'b'.repeat(100)}`) },
    'a name over 16 KB': { more: [`${'x'.repeat(17_000)}: b`] },
    'a target over 16 KB': { line: `POST /api/query?${'x'.repeat(17_000)} HTTP/1.1` },
    '10,000 short headers': { more: lines(10_000, () => 'a:') },
    '10,000 headers': { more: lines(10_000, (at) => `x-${String(at)}: b`) },
    'an expectation that nobody knows': { more: ['Expect: a-miracle'] },
  };

  const ODDITIES = {
    'Host headers': HOSTS,
    'request lines': REQUEST_LINES,
    lengths: LENGTHS,
    chunks: CHUNKS,
    headers: HEADERS,
  };

  describe.each(Object.entries(ODDITIES))('odd %s', (_, oddities) => {
    it.each(Object.entries(oddities))(
      '(%s) are refused once, end the connection, and nothing in or behind them is served',
      async (name, oddity) => {
        const before = (await simulator.requests()).length;
        const { answers, closed } = await exchange(gateway.url, question(oddity) + question());
        expect(closed).toBe(true);
        expect(answers.length).toBeLessThanOrEqual(1);
        for (const { status, headers } of answers) {
          expect(String(status)).toMatch(
            name.endsWith('16 KB') || name.startsWith('10,000') ? /^431$/ : /^(4\d\d|501)$/,
          );
          expect(headers.get('connection')).toBe('close');
        }
        // Whatever came before it on its way to the upstream would have arrived by the time that this has.
        expect((await ask(gateway)).status).toBe(200);
        expect(await simulator.requests()).toHaveLength(before + 1);
      },
    );
  });

  describe('requests without an oddity', () => {
    it.each<[string, Oddity]>([
      ['with a length', {}],
      ['in chunks', coded('Transfer-Encoding: Chunked')],
      ['in chunks with an extension', inChunks(CHUNKED.replace(SIZE, `${SIZE};a=b`))],
      ['with a trailer', inChunks(CHUNKED.replace(/\r\n$/, 'x-checksum: 5\r\n\r\n'))],
      ['behind an empty line', { change: (bytes) => `\r\n${bytes}` }],
    ])('%s are served, and so is the one behind', async (_, oddity) => {
      const last = question({ more: ['Connection: close'] });
      const { answers } = await exchange(gateway.url, question(oddity) + last);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    });
  });
});
