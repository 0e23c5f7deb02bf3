import { ask, QUESTION } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { exchange, rawRequest } from '../support/raw-http';

let direct: TestGateway;
let behindOne: TestGateway;
let behindTwo: TestGateway;
/** Behind proxies at known addresses, and open to known networks only. */
let fenced: TestGateway;

beforeAll(async () => {
  const start = (settings: Readonly<Record<string, string>>): Promise<TestGateway> =>
    startGateway({ settings: { UPSTREAM: 'simulator', ...settings } });
  [direct, behindOne, behindTwo, fenced] = await Promise.all([
    start({ TRUST_PROXY: '0' }),
    start({ TRUST_PROXY: '1' }),
    start({ TRUST_PROXY: '2' }),
    start({ TRUST_PROXY: '127.0.0.1, 10.9.0.0/16', TRUSTED_IPS: '10.0.0.0/8, 2001:db8::/32' }),
  ]);
});

afterAll(async () => {
  await Promise.all([direct, behindOne, behindTwo, fenced].map((gateway) => gateway.stop()));
});

interface Seen {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Looks at the rate limit, with these header lines exactly. */
async function look(gateway: TestGateway, lines: readonly string[], key = gateway.key): Promise<Seen> {
  const head = ['Host: gateway', `x-api-key: ${key}`, 'Connection: close', ...lines];
  const { answers } = await exchange(gateway.url, rawRequest('GET /api/rate-limit-status HTTP/1.1', head));
  const [answer] = answers;
  if (answer === undefined) throw new Error('The gateway closed the connection without an answer');
  return { status: answer.status, body: JSON.parse(answer.body) as Seen['body'] };
}

const from = (address: string): string[] => [`X-Forwarded-For: ${address}`];

/** Headers that others read addresses from. */
const OTHER_HEADERS = [
  'X-Real-IP: 10.1.2.3',
  'Forwarded: for=10.1.2.3',
  'CF-Connecting-IP: 10.1.2.3',
  'True-Client-IP: 10.1.2.3',
  'X-Client-IP: 10.1.2.3',
  'X-Original-Forwarded-For: 10.1.2.3',
  'X-Cluster-Client-IP: 10.1.2.3',
  'Fastly-Client-IP: 10.1.2.3',
  'X-Forwarded: for=10.1.2.3',
  'X-Forwarded-Host: 10.1.2.3',
  'X_Forwarded_For: 10.1.2.3',
];

describe('without a proxy the client address', () => {
  it.each([...from('10.1.2.3'), ...from('10.1.2.3, 127.0.0.1'), ...OTHER_HEADERS])(
    "is the socket's, whatever `%s` says",
    async (line) => {
      const key = await direct.createKey({ allowedIps: ['10.0.0.0/8'] });
      expect((await look(direct, [line])).body['client_ip']).toBe('127.0.0.1');
      expect(await look(direct, [line], key)).toMatchObject({ status: 403, body: { code: 'ip_denied' } });
    },
  );

  it('is the one that the log names', async () => {
    const id = 'address-in-the-log';
    await look(direct, [...from('10.1.2.3'), `x-request-id: ${id}`]);
    const record = await direct.logged(({ request_id: logged }) => logged === id);
    expect(record['client']).toBe('127.0.0.1');
  });
});

describe('behind proxies the client address', () => {
  it.each<[string, () => TestGateway, readonly string[], string]>([
    ["the socket's without the header", () => behindOne, [], '127.0.0.1'],
    ['the only entry', () => behindOne, from('10.1.2.3'), '10.1.2.3'],
    ['the last entry behind one', () => behindOne, from('192.0.2.1, 10.1.2.3'), '10.1.2.3'],
    ['the last of all lines', () => behindOne, [...from('10.1.2.3'), ...from('192.0.2.1')], '192.0.2.1'],
    ['the last but one behind two', () => behindTwo, from('192.0.2.1, 10.1.2.3, 10.0.0.9'), '10.1.2.3'],
    ['the same over lines', () => behindTwo, [...from('10.1.2.3'), ...from('10.0.0.9')], '10.1.2.3'],
    ['the last outside the proxies', () => fenced, from('192.0.2.1, 10.1.2.3, 10.9.0.1'), '10.1.2.3'],
    ['IPv4 where it came mapped', () => behindOne, from('::ffff:10.1.2.3'), '10.1.2.3'],
    [
      'the last of all lines, behind many others',
      () => behindOne,
      [...from('10.1.2.3'), ...Array.from({ length: 150 }, () => 'a:'), ...from('192.0.2.1')],
      '192.0.2.1',
    ],
    ['IPv4 where it came mapped in hex', () => behindOne, from('::FFFF:a01:203'), '10.1.2.3'],
  ])('is %s', async (_, gateway, lines, expected) => {
    expect(await look(gateway(), lines)).toMatchObject({ status: 200, body: { client_ip: expected } });
  });

  it.each(OTHER_HEADERS)('is not read from `%s`', async (line) => {
    const { body } = await look(behindOne, [...from('192.0.2.1'), line]);
    expect(body['client_ip']).toBe('192.0.2.1');
  });

  it.each([
    'junk',
    'unknown',
    '10.1',
    '010.1.2.3',
    '10.1.2.03',
    '0x0a.1.2.3',
    '167838211',
    '10.1.2.3.4',
    '10.1.2.256',
    '10.1.2.3/32',
    '10.1.2.3:4711',
    '"10.1.2.3"',
    'for=10.1.2.3',
    '[::1]',
    'fe80::1%eth0',
    '::ffff:10.1',
    '::ffff:010.1.2.3',
    '::ffff:0x0a.1.2.3',
    '::10.1.2.3',
    '10.1.2.3 10.1.2.3',
    '10.1.2.3;',
    '10.1.2.3\xa0',
    '*',
    '0.0.0.0/0',
  ])('is in no network when it is %p', async (junk) => {
    const key = await behindOne.createKey({ allowedIps: ['0.0.0.0/0', '::/0', '10.1.2.3'] });
    expect(await look(behindOne, from('10.1.2.3'), key)).toMatchObject({ status: 200 });
    expect(await look(behindOne, from(`10.1.2.3, ${junk}`), key)).toMatchObject({
      status: 403,
      body: { code: 'ip_denied' },
    });
  });
});

describe('a key with allowed_ips', () => {
  it('works from its network and is refused elsewhere, by name', async () => {
    const [home, away] = await Promise.all([
      direct.createKey({ allowedIps: ['127.0.0.1/32'] }),
      direct.createKey({ allowedIps: ['10.0.0.0/8'] }),
    ]);
    const { url } = direct;
    expect((await ask({ url, key: home })).status).toBe(200);
    const { status, body } = await ask({ url, key: away }, QUESTION);
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'ip_denied', layer: 'network', error: 'Access denied from IP' });
  });

  it.each([
    ['10.0.0.0/8', '10.255.255.255', 200],
    ['10.0.0.0/8', '11.0.0.0', 403],
    ['192.0.2.7', '192.0.2.7', 200],
    ['192.0.2.7', '192.0.2.8', 403],
    ['192.0.2.7/32', '::ffff:192.0.2.7', 200],
    ['192.0.2.7/32', '::ffff:c000:207', 200],
    ['::ffff:192.0.2.0/120', '192.0.2.7', 200],
    ['192.0.2.7/32', '::ffff:0:c000:207', 403],
    ['192.0.2.7/32', '64:ff9b::c000:207', 403],
    ['192.0.2.7/32', '2002:c000:207::', 403],
    ['0.0.0.0/0', '2001:db8::1', 403],
    ['2001:db8::/32', '2001:DB8:0:1::1', 200],
    ['2001:db8::/32', '2001:db9::1', 403],
    ['2001:db8::1', '2001:0db8:0000::0001', 200],
  ])('of %s, from %s: %i', async (network, address, status) => {
    const key = await behindOne.createKey({ allowedIps: ['203.0.113.0/24', network] });
    expect((await look(behindOne, from(address), key)).status).toBe(status);
  });
});

describe('TRUSTED_IPS', () => {
  it.each([
    ['10.1.2.3', 200],
    ['::ffff:10.1.2.3', 200],
    ['2001:db8::1', 200],
    ['192.0.2.1', 403],
    ['10.1.2.3, 192.0.2.1', 403],
    ['2001:db9::1', 403],
    ['junk', 403],
  ])('for %s: %i', async (address, status) => {
    expect((await look(fenced, from(address))).status).toBe(status);
  });

  it.each(['/', '/health', '/health/live', '/docs', '/dashboard', '/api/query', '/nowhere'])(
    'stands before everything else: %s tells an outsider nothing',
    async (path) => {
      const answer = await fetch(`${fenced.url}${path}`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'ip_denied', layer: 'network' });
    },
  );
});
