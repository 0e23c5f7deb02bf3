import { SecretFault } from '../secret-fault';
import { crc32c } from './crc32c';
import { type GcpSecret, type GcpServer, serveGcp } from './gcp-sm.fixture';
import { GcpSmSource } from './gcp-sm.source';

const LATEST = 'projects/p/secrets/s/versions/latest';

let server: GcpServer;
let source: GcpSmSource;
beforeAll(async () => {
  server = await serveGcp();
  process.env['GOOGLE_APPLICATION_CREDENTIALS'] = server.credentials;
  source = new GcpSmSource(server.options);
});
afterAll(async () => {
  await source.close();
  await server.close();
});

const failureOf = (place: string, from = source): Promise<unknown> =>
  from.read(place).catch((error: unknown) => error);

/** The check value of CRC-32C, and the examples of RFC 3720 appendix B.4. */
it.each<[string, Buffer, number]>([
  ['123456789', Buffer.from('123456789'), 0xe3069283],
  ['32 bytes of zeroes', Buffer.alloc(32), 0x8a9136aa],
  ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['nothing', Buffer.alloc(0), 0],
])('the CRC-32C of %s is known', (_, bytes, sum) => {
  expect(crc32c(bytes)).toBe(sum);
});

describe('Google Secret Manager', () => {
  it.each<[string, string, GcpSecret]>([
    ['the latest version', LATEST, { bytes: Buffer.from('a välue') }],
    ['a version by its number', 'projects/p/secrets/s/versions/7', { bytes: Buffer.from('a välue') }],
    [
      'a version of a region',
      'projects/p/locations/europe-west1/secrets/s/versions/1',
      { bytes: Buffer.from('a välue') },
    ],
    [
      'a version without a sum',
      'projects/p/secrets/t/versions/1',
      { bytes: Buffer.from('a välue'), sum: null },
    ],
  ])('gives %s', async (_, place, secret) => {
    server.secrets.set(place, secret);
    expect(await source.read(place)).toBe('a välue');
  });

  it('is asked with one token until that runs out', async () => {
    server.secrets.set(LATEST, { bytes: Buffer.from('x') });
    await source.read(LATEST);
    const before = server.tokens();
    for (let look = 0; look < 3; look += 1) await source.read(LATEST);
    expect(server.tokens()).toBe(before);
  });

  it.each<[string, GcpSecret, string]>([
    ['that is not there', { status: 404, error: 'NOT_FOUND' }, 'missing'],
    ['that is destroyed', { status: 400, error: 'FAILED_PRECONDITION' }, 'missing'],
    ['that it may not read', { status: 403, error: 'PERMISSION_DENIED' }, 'denied'],
    ['too often', { status: 429, error: 'RESOURCE_EXHAUSTED' }, 'unreachable'],
    ['when the service is ill', { status: 503, error: 'UNAVAILABLE' }, 'unreachable'],
    ['that was damaged on the way', { bytes: Buffer.from('canary42'), sum: '1' }, 'damaged'],
    ['of bytes that are no text', { bytes: Buffer.from([0xff, 0xfe]) }, 'not_text'],
    ['of nothing', { payload: null }, 'empty'],
  ])('asked for a version %s, fails by kind, without a word from outside', async (_, secret, kind) => {
    server.secrets.set('projects/p/secrets/bad/versions/1', secret);
    const failure = await failureOf('projects/p/secrets/bad/versions/1');
    expect(failure).toBeInstanceOf(SecretFault);
    expect(failure).toMatchObject({ kind });
    expect(JSON.stringify({ ...(failure as object), message: String(failure) })).not.toContain('canary42');
  });

  it.each(['s', 'projects/p/secrets/s', `${LATEST}/x`, 'projects/p/secrets/../versions/1', `/${LATEST}`])(
    'is not asked for %s',
    async (place) => {
      expect(await failureOf(place)).toMatchObject({ kind: 'malformed' });
    },
  );

  it('that says nothing is left after a while', async () => {
    const brief = new GcpSmSource(server.options, 30);
    server.secrets.set('projects/p/secrets/silent/versions/1', { hang: true });
    expect(await failureOf('projects/p/secrets/silent/versions/1', brief)).toMatchObject({ kind: 'slow' });
    await brief.close();
  });

  it('without credentials denies, and is asked for them again by the next look', async () => {
    process.env['GOOGLE_APPLICATION_CREDENTIALS'] = '/nowhere/credentials.json';
    const stranger = new GcpSmSource(server.options);
    for (let look = 0; look < 2; look += 1)
      expect(await failureOf(LATEST, stranger)).toMatchObject({ kind: 'denied' });
    await stranger.close();
    process.env['GOOGLE_APPLICATION_CREDENTIALS'] = server.credentials;
  });
});
