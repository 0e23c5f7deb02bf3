import { SecretFault } from '../secret-fault';
import { type AwsSecret, type AwsServer, serveAws } from './aws-sm.fixture';
import { AwsSmSource } from './aws-sm.source';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf';
const calm = new AbortController().signal;

let server: AwsServer;
let source: AwsSmSource;
beforeAll(async () => {
  server = await serveAws();
  source = new AwsSmSource(server.options);
});
afterAll(async () => {
  await source.close();
  await server.close();
});

const failureOf = (place: string, signal = calm): Promise<unknown> =>
  source.read(place, signal).catch((error: unknown) => error);

describe('AWS Secrets Manager', () => {
  it.each<[string, string, AwsSecret, string]>([
    ['a text', 'plain AWSCURRENT', { SecretString: 'a value' }, 'plain'],
    ['a text under a path', 'prod/app/key AWSCURRENT', { SecretString: 'a value' }, 'prod/app/key'],
    ['a text by its ARN', `${ARN} AWSCURRENT`, { SecretString: 'a value' }, ARN],
    ['the version before', 'plain AWSPREVIOUS', { SecretString: 'a value' }, 'plain?stage=AWSPREVIOUS'],
    ['bytes', 'bytes AWSCURRENT', { SecretBinary: Buffer.from('a value').toString('base64') }, 'bytes'],
  ])('gives %s', async (_, name, secret, place) => {
    server.secrets.set(name, secret);
    expect(await source.read(place, calm)).toBe('a value');
  });

  it('is asked for the present version by its name alone', async () => {
    server.secrets.set('alone AWSCURRENT', { SecretString: 'x' });
    await source.read('alone', calm);
    expect(server.asked.at(-1)).toEqual({ SecretId: 'alone' });
  });

  it.each<[string, AwsSecret, string]>([
    ['that is not there', { error: 'ResourceNotFoundException', status: 400 }, 'missing'],
    ['that is marked for deletion', { error: 'InvalidRequestException', status: 400 }, 'missing'],
    ['that it may not read', { error: 'AccessDeniedException', status: 400 }, 'denied'],
    ['whose key it may not use', { error: 'DecryptionFailure', status: 400 }, 'denied'],
    ['by a name that is none', { error: 'InvalidParameterException', status: 400 }, 'malformed'],
    ['too often', { error: 'ThrottlingException', status: 400 }, 'unreachable'],
    ['when the service is ill', { error: 'InternalServiceError', status: 500 }, 'unreachable'],
    ['of bytes that are no text', { SecretBinary: '//79' }, 'not_text'],
  ])('asked for a secret %s, fails by kind, without a word from outside', async (_, secret, kind) => {
    server.secrets.set('bad AWSCURRENT', secret);
    const failure = await failureOf('bad');
    expect(failure).toBeInstanceOf(SecretFault);
    expect(failure).toMatchObject({ kind });
    expect(JSON.stringify({ ...(failure as object), message: String(failure) })).not.toContain('canary42');
  });

  it.each(['name?stage=', 'name?version=1', '?stage=AWSPREVIOUS', 'name?stage=a&b=c'])(
    'is not asked for %s',
    async (place) => {
      const before = server.asked.length;
      expect(await failureOf(place)).toMatchObject({ kind: 'malformed' });
      expect(server.asked).toHaveLength(before);
    },
  );

  it('that says nothing is left when nobody waits any more', async () => {
    server.secrets.set('silent AWSCURRENT', { hang: true });
    expect(await failureOf('silent', AbortSignal.timeout(20))).toMatchObject({ kind: 'slow' });
  });

  it('that is not there at all is unreachable', async () => {
    const nowhere = new AwsSmSource({ ...server.options, endpoint: 'http://127.0.0.1:1' });
    await expect(nowhere.read('x', calm)).rejects.toMatchObject({ kind: 'unreachable' });
    await nowhere.close();
  });

  it('without a region is not asked, and says so', async () => {
    const region = (): Promise<string> => Promise.reject(new Error('Region is missing'));
    const lost = new AwsSmSource({ ...server.options, region });
    await expect(lost.read('x', calm)).rejects.toMatchObject({
      kind: 'denied',
      reason: 'AWS_REGION is not set',
    });
    await lost.close();
  });
});
