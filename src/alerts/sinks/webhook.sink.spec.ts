import { createHmac } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';
import { alertOf, deliveryOf } from '../alert.fixture';
import { documentOf } from '../alert';
import { DeliveryFailed, type SinkTerms } from '../alert-sink';
import { isPublicAddress, isPublicOrLoopback } from '../webhook/public-address';
import { answering, receiver, type Receiver } from './receiver.fixture';
import { WebhookSink, webhookSink } from './webhook.sink';

const NOW = Date.UTC(2026, 10, 21, 12);
const SECRET = 'a signing secret of the tests, and of nobody else';
/** What must be in no error. */
const PATH = '/services/T0FIXTURE/path-that-nobody-may-read';

const receivers: Receiver[] = [];

async function receiving(
  answer: (socket: Socket, connection: number) => void,
  host?: string,
): Promise<Receiver> {
  const one = await receiver(answer, host);
  receivers.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((one) => one.close()));
});

interface Given {
  readonly secret?: string;
  readonly isAllowed?: (address: string) => boolean;
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
}

function sinkOf(url: string, { secret, isAllowed = isPublicOrLoopback, resolve }: Given = {}): WebhookSink {
  return new WebhookSink(
    () => ({ url, secret }),
    { isAllowed, allowsHttp: true },
    resolve,
    () => NOW,
  );
}

const at = (...addresses: readonly string[]): readonly LookupAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

async function failureOf(sink: WebhookSink, signal?: AbortSignal): Promise<DeliveryFailed> {
  const failure: unknown = await sink.send(alertOf(), deliveryOf(signal)).catch((error: unknown) => error);
  if (!(failure instanceof DeliveryFailed)) throw new Error(`It was not refused: ${String(failure)}`);
  return failure;
}

describe('what is posted', () => {
  it('is signed JSON for Slack, with the alert in it', async () => {
    const { port, received } = await receiving(answering(200));
    const summary = '<!channel> & <https://example.com|look> *here*';
    const alert = alertOf({ summary });
    await sinkOf(`http://127.0.0.1:${String(port)}${PATH}?x=1`, { secret: SECRET }).send(alert, deliveryOf());
    const [head = '', body = ''] = received[0]?.split('\r\n\r\n') ?? [];
    const [line, ...headers] = head.toLowerCase().split('\r\n');
    expect(line).toBe(`post ${PATH}?x=1 http/1.1`.toLowerCase());
    const seconds = String(NOW / 1000);
    const mac = createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex');
    expect(headers).toEqual(
      expect.arrayContaining([
        'content-type: application/json; charset=utf-8',
        'x-sallyport-delivery: 0b8f',
        `x-sallyport-signature: t=${seconds},v1=${mac}`,
      ]),
    );
    const message = JSON.parse(body) as { text: string; blocks: unknown[]; alert: unknown };
    expect(message.alert).toEqual(documentOf(alert));
    expect(message.text).toContain('&lt;!channel&gt; &amp; &lt;https://example.com|look&gt;');
    expect(JSON.stringify([message.text, message.blocks])).not.toMatch(/[<>]/);
    expect(message.blocks).toEqual([
      { type: 'section', text: { type: 'mrkdwn', text: expect.stringContaining('error_rate') } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: expect.stringContaining('requests 80') }] },
    ]);
  });

  it('has no signature without a secret, and follows a change of address and secret', async () => {
    const { port, received } = await receiving(answering(204));
    let current: ReturnType<SinkTerms['webhook']> = {
      url: `http://127.0.0.1:${String(port)}/a`,
      secret: undefined,
    };
    const sink = new WebhookSink(() => current, { isAllowed: isPublicOrLoopback, allowsHttp: true });
    await sink.send(alertOf(), deliveryOf());
    current = { url: `http://127.0.0.1:${String(port)}/b`, secret: SECRET };
    await sink.send(alertOf(), deliveryOf());
    expect(
      received.map((text) => [/ (\/\w) /.exec(text)?.[1], text.includes('x-sallyport-signature: t=')]),
    ).toEqual([
      ['/a', false],
      ['/b', true],
    ]);
  });
});

describe('a receiver', () => {
  const endless = (first: string) => (socket: Socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write('x'.repeat(16_384)));
    };
    socket.on('drain', more).write(first);
    more();
  };

  it.each<[string, boolean, (socket: Socket) => void]>([
    ['it answered 500', true, answering(500)],
    ['it answered 429', true, answering(429)],
    ['it answered 404', false, answering(404)],
    ['it answered 302', false, answering(302, 'location: http://127.0.0.1:1/\r\n')],
    ['it answered 307', false, answering(307, 'location: http://127.0.0.1:1/\r\n')],
    ['UND_ERR_SOCKET', true, (socket) => socket.end()],
    ['ECONNRESET', true, (socket) => socket.resetAndDestroy()],
    ['it could not be asked', true, (socket) => socket.write('this is no HTTP\r\n\r\n')],
    ['UND_ERR_HEADERS_OVERFLOW', true, endless('HTTP/1.1 200 OK\r\nx: ')],
  ])('that fails (%s) is told of in words without its address', async (reason, isPassing, answer) => {
    const server = await receiving(answer);
    const failure = await failureOf(sinkOf(`http://127.0.0.1:${String(server.port)}${PATH}`));
    expect([failure.message, failure.isPassing]).toEqual([reason, isPassing]);
    expect(failure.message).not.toContain(String(server.port));
    await server.left();
  });

  it('that nobody is at is told of', async () => {
    const gone = await receiver(answering(200));
    await gone.close();
    expect(await failureOf(sinkOf(`http://127.0.0.1:${String(gone.port)}/`))).toMatchObject({
      message: 'ECONNREFUSED',
      isPassing: true,
    });
  });

  it('that never ends its answer has taken the alert, and is left', async () => {
    const server = await receiving(endless('HTTP/1.1 200 OK\r\n\r\n'));
    await sinkOf(`http://127.0.0.1:${String(server.port)}/`).send(alertOf(), deliveryOf());
    await server.left();
    expect(server.connections).toBe(1);
  });

  it('that hangs is left when the time is up', async () => {
    const time = new AbortController();
    const server = await receiving(() => {
      time.abort();
    });
    const failure = await failureOf(sinkOf(`http://127.0.0.1:${String(server.port)}/`), time.signal);
    expect([failure.message, failure.isPassing]).toEqual(['it did not answer in time', true]);
    await server.left();
  });
});

describe('an address that is not public', () => {
  const REFUSED = 'It is at an address that alerts are not sent to (docs/alerts.md)';
  const TERMS = { mode: 'development' } as const;

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://１２７.0.0.1/',
    'http://user:pass@example.com/',
    'http://user@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'not a URL',
    '',
  ])('%s stops the boot, and no alert goes there later', async (url) => {
    const terms = { ...TERMS, webhook: () => ({ url, secret: undefined }) };
    expect(() => webhookSink.open(terms)).toThrow(/^.*ALERT_WEBHOOK_URL should be an?/s);
    const failure = await failureOf(sinkOf(url, { isAllowed: isPublicAddress }));
    expect(failure).toMatchObject({
      message: expect.stringMatching(/^ALERT_WEBHOOK_URL should be/),
      isPassing: false,
    });
  });

  it.each([
    ['production', 'http://example.com/', false],
    ['production', 'https://example.com/', true],
    ['development', 'http://example.com/', true],
    ['development', 'http://127.0.0.1/', false],
    ['test', 'http://127.0.0.1/', true],
    ['test', 'http://10.0.0.1/', false],
  ] as const)('in %s, %s: %s', (mode, url, isGood) => {
    const open = (): unknown => webhookSink.open({ mode, webhook: () => ({ url, secret: undefined }) });
    if (isGood) expect(open()).toBeDefined();
    else expect(open).toThrow('ALERT_WEBHOOK_URL');
  });

  it.each([
    ['alone', at('10.0.0.1')],
    ['besides a public one', at('127.0.0.1', '10.0.0.1')],
    ['before a public one', at('::1', 'fe80::1', '127.0.0.1')],
    ['as IPv6', at('::ffff:10.0.0.1')],
    ['or none', at()],
  ])('behind a name, %s, is not connected to', async (_, addresses) => {
    const server = await receiving(answering(200));
    const resolve = (): Promise<readonly LookupAddress[]> => Promise.resolve(addresses);
    const failure = await failureOf(sinkOf(`http://alerts.test:${String(server.port)}/`, { resolve }));
    expect([failure.message, failure.isPassing, server.connections]).toEqual([REFUSED, false, 0]);
  });

  it('that a name comes to mean after it was looked at is not connected to', async () => {
    const asked: string[] = [];
    const good = await receiving(answering(200));
    const bad = await receiver(answering(200), '127.0.0.2');
    receivers.push(bad);
    const resolve = (host: string): Promise<readonly LookupAddress[]> => {
      asked.push(host);
      return Promise.resolve(at(asked.length === 1 ? '127.0.0.1' : '127.0.0.2'));
    };
    const isAllowed = (address: string): boolean => address === '127.0.0.1';
    const sink = sinkOf(`http://alerts.test:${String(good.port)}/`, { resolve, isAllowed });
    await sink.send(alertOf(), deliveryOf());
    expect([asked, good.connections]).toEqual([['alerts.test'], 1]);
    expect((await failureOf(sink)).message).toBe(REFUSED);
    expect([good.connections, bad.connections]).toEqual([1, 0]);
  });

  it('that is connected to in spite of all is left before a byte is said', async () => {
    const server = await receiving(answering(200));
    let looks = 0;
    // Lets the name pass, and not the connection.
    const isAllowed = (): boolean => (looks += 1) === 1;
    const resolve = (): Promise<readonly LookupAddress[]> => Promise.resolve(at('127.0.0.1'));
    const failure = await failureOf(
      sinkOf(`http://alerts.test:${String(server.port)}/`, { resolve, isAllowed }),
    );
    await server.left();
    expect([failure.message, server.received.join('')]).toEqual([REFUSED, '']);
  });

  it.each([
    ['ENOTFOUND', 'ENOTFOUND'],
    ['ENOTFOUND alerts.test', 'it could not be asked'],
    [7, 'it could not be asked'],
  ])('a name that cannot be resolved is told of by its code alone (%j)', async (code, reason) => {
    const resolve = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND alerts.test'), { code }));
    expect((await failureOf(sinkOf('https://alerts.test/', { resolve }))).message).toBe(reason);
  });
});
