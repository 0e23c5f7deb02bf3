import type { Request } from 'express';
import { signedHeaders, type Signing } from '../../../test/support/sign';
import type { RequestContext } from '../../http';
import { contextOf, executionOf } from '../../http/execution.fixture';
import type { Principal } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { RedisConnection } from '../../storage';
import { principalOf } from '../principal.fixture';
import { Nonces } from '../signatures/nonces';
import { KEY, NOW, SECONDS, signing } from '../signatures/request-signature.fixture';
import { SignatureGuard } from './signature.guard';

const SIGNER = principalOf({ keyId: KEY.id, signingSecret: KEY.secret });
const BODY = signing().body ?? '';

let guard: SignatureGuard;
beforeEach(() => {
  const clock = new FixedClock(NOW);
  guard = new SignatureGuard(new Nonces(new RedisConnection(undefined), clock), clock);
});

interface Sent {
  readonly context: RequestContext;
  readonly admitted: boolean;
}

/** Sends a request with the headers of its signature, but for what the test changes on the way. */
async function send(
  signed: Signing,
  change: Partial<Request> = {},
  principal: Principal = SIGNER,
): Promise<Sent> {
  const context = contextOf({ principal });
  const headers = signedHeaders(signed);
  const length = Buffer.byteLength(signed.body ?? '');
  const request = {
    method: signed.method,
    originalUrl: signed.url,
    rawHeaders: ['Host', 'gateway.example', ...Object.entries(headers).flat()],
    headers: { ...headers, ...(length === 0 ? {} : { 'content-length': String(length) }) },
    ...change,
  };
  const admitted = await guard.canActivate(executionOf(context, undefined, request));
  return { context, admitted };
}

const refused = async (...sent: Parameters<typeof send>): Promise<string> =>
  (await refusalOf(() => send(...sent))).code;
const check = ({ context }: Sent, body: string): Promise<string> =>
  refusalOf(() => context.checkBody?.(Buffer.from(body))).then(
    ({ code }) => code,
    () => 'good',
  );

describe('a key that signs', () => {
  it('comes in with a signature, and its body has to be the one that was signed', async () => {
    const sent = await send(signing());
    expect(sent.admitted).toBe(true);
    expect(await check(sent, String(BODY))).toBe('good');
    for (const other of ['', `${String(BODY)} `, '{}'])
      expect(await check(sent, other)).toBe('signature_invalid');
  });

  it('comes in without a body, and then with none at all', async () => {
    const sent = await send(signing({ method: 'GET', body: undefined }));
    expect(await check(sent, '')).toBe('good');
    expect(await check(sent, '{}')).toBe('signature_invalid');
  });

  it.each<[string, Partial<Signing>, Partial<Request>, string]>([
    ['without a signature', {}, { rawHeaders: [], headers: {} }, 'signature_missing'],
    ['with another method', {}, { method: 'PUT' }, 'signature_invalid'],
    ['to another path', {}, { originalUrl: '/api/tokens' }, 'signature_invalid'],
    ['with a query', {}, { originalUrl: '/api/query?x=1' }, 'signature_invalid'],
    ['with another secret', { secret: 'sps_other' }, {}, 'signature_invalid'],
    ['of another key', { keyId: 'abcdefghijkl' }, {}, 'signature_invalid'],
    ['from long ago', { created: SECONDS - 301 }, {}, 'signature_expired'],
    ['from the future', { created: SECONDS + 301 }, {}, 'signature_expired'],
    [
      'with a body of declared length that was not signed',
      { body: undefined },
      { headers: { 'content-length': '2' } },
      'signature_invalid',
    ],
    [
      'with a body in chunks that was not signed',
      { body: undefined },
      { headers: { 'transfer-encoding': 'chunked' } },
      'signature_invalid',
    ],
  ])('does not come in %s', async (_, signed, change, code) => {
    expect(await refused(signing(signed), change)).toBe(code);
  });

  it('comes in once with a nonce, and never again, be it in another request', async () => {
    await send(signing({ nonce: 'n-1' }));
    expect(await refused(signing({ nonce: 'n-1' }))).toBe('signature_replayed');
    expect(await refused(signing({ nonce: 'n-1', url: '/other', body: undefined }))).toBe(
      'signature_replayed',
    );
    await expect(send(signing({ nonce: 'n-2' }))).resolves.toMatchObject({ admitted: true });
  });

  it('loses no nonce to who cannot sign', async () => {
    for (const wrong of [{ secret: 'sps_other' }, { created: SECONDS - 301 }]) {
      await refused(signing({ nonce: 'n-1', ...wrong }));
    }
    await expect(send(signing({ nonce: 'n-1' }))).resolves.toMatchObject({ admitted: true });
  });

  it('comes in once of fifty times at once', async () => {
    const signed = signing({ nonce: 'n-1' });
    const sent = await Promise.allSettled(Array.from({ length: 50 }, () => send(signed)));
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

it.each<[string, Principal | undefined]>([
  ['a key that does not sign', principalOf()],
  ['a person', principalOf({ credential: 'user_token', keyId: null })],
  ['a page', principalOf({ credential: 'browser_token' })],
  ['nobody', undefined],
])('%s comes in unsigned, and may send any body', async (_, principal) => {
  const context = contextOf(principal === undefined ? {} : { principal });
  expect(await guard.canActivate(executionOf(context))).toBe(true);
  expect(context.checkBody).toBeUndefined();
});
