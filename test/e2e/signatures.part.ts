import type { TestGateway } from '../support/gateway';
import { sharedWithSimulator } from '../support/shared-gateway';
import type { Signing } from '../support/sign';
import { sendSigned, signedQuestion, type Signer, type Tampering } from '../support/signer';
import type { TestSimulator } from '../support/simulator';

describe('signatures', () => {
  let simulator: TestSimulator;
  let gateway: TestGateway;
  let signer: Signer;
  let other: Signer;

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
    [signer, other] = await Promise.all([gateway.createSignedKey(), gateway.createSignedKey()]);
  });

  const now = (): number => Math.floor(Date.now() / 1000);

  /** Signs, sends, and tells what came of it, and how many requests reached the upstream meanwhile. */
  async function outcome(signing: Partial<Signing>, tampering: Tampering = {}): Promise<unknown> {
    const { status, body } = await sendSigned(gateway, signer, signedQuestion(signer, signing), tampering);
    return status === 200 ? 200 : [status, body['code']];
  }

  const INVALID = [401, 'signature_invalid'];
  const EXPIRED = [401, 'signature_expired'];

  describe('a key that signs', () => {
    it.each<[string, () => Partial<Signing>]>([
      ['signed now', () => ({})],
      ['signed 290 s ago', () => ({ created: now() - 290 })],
      ['signed 290 s ahead', () => ({ created: now() + 290 })],
      ['with the algorithm named', () => ({ parameters: { alg: 'hmac-sha256' } })],
      ['that expires later', () => ({ parameters: { expires: now() + 60 } })],
      ['that covers a header more', () => ({ headers: { 'content-type': 'application/json' } })],
      ['under another label', () => ({ label: 'mine' })],
    ])('asks with a request %s', async (_name, signing) => {
      expect(await outcome(signing())).toBe(200);
    });

    it.each<[string, () => Partial<Signing>, Tampering, unknown]>([
      ['signed 310 s ago', () => ({ created: now() - 310 }), {}, EXPIRED],
      ['signed 310 s ahead', () => ({ created: now() + 310 }), {}, EXPIRED],
      ['that has expired', () => ({ parameters: { expires: now() - 1 } }), {}, EXPIRED],
      ['of another secret', () => ({ secret: 'sps_nobody' }), {}, INVALID],
      ['of another key id', () => ({ keyId: 'AAAAAAAAAAAA' }), {}, INVALID],
      ['whose body was changed', () => ({}), { body: '{"question":"other","context":{}}' }, INVALID],
      ['whose body grew a blank', () => ({}), { body: `${JSON.stringify({})} ` }, INVALID],
      ['whose query was changed', () => ({}), { path: '/api/query?x=1' }, INVALID],
      ['that was signed for another path', () => ({ url: '/api/tokens' }), {}, INVALID],
      ['that was signed for another method', () => ({ method: 'PUT' }), {}, INVALID],
      ['whose digest was changed', () => ({}), { headers: { 'content-digest': 'sha-256=:AAAA:' } }, INVALID],
      ['whose digest is gone', () => ({}), { headers: { 'content-digest': undefined } }, INVALID],
      ['whose digest is of another body', () => ({ contentDigest: 'sha-256=:AAAA:' }), {}, INVALID],
      ['without its input', () => ({}), { headers: { 'signature-input': undefined } }, INVALID],
      ['without its MAC', () => ({}), { headers: { signature: undefined } }, INVALID],
      ['with a MAC that is none', () => ({}), { headers: { signature: 'sig=:AAAA:' } }, INVALID],
      ['with junk for a MAC', () => ({}), { headers: { signature: '"\\((' } }, INVALID],
      ['with junk for an input', () => ({}), { headers: { 'signature-input': ';;;=' } }, INVALID],
      [
        'that leaves the path out',
        () => ({ components: ['@method', '@query', 'content-digest'] }),
        {},
        INVALID,
      ],
      ['that leaves the body out', () => ({ components: ['@method', '@path', '@query'] }), {}, INVALID],
      ['without a nonce', () => ({ parameters: { nonce: undefined } }), {}, INVALID],
      ['without a time', () => ({ parameters: { created: undefined } }), {}, INVALID],
      ['by another algorithm', () => ({ parameters: { alg: 'ed25519' } }), {}, INVALID],
      [
        'without any signature',
        () => ({}),
        { headers: { 'signature-input': undefined, signature: undefined } },
        [401, 'signature_missing'],
      ],
    ])('is refused a request %s, and nothing goes upstream', async (_name, signing, tampering, refusal) => {
      const before = (await simulator.requests()).length;
      expect(await outcome(signing(), tampering)).toEqual(refusal);
      expect(await simulator.requests()).toHaveLength(before);
    });

    it('is told the same, whatever was wrong', async () => {
      const refusals = await Promise.all(
        [
          { headers: { signature: 'sig=:AAAA:' } },
          { body: '{}' },
          { headers: { 'signature-input': '(' } },
        ].map(async (tampering) => {
          const { body } = await sendSigned(gateway, signer, signedQuestion(signer), tampering);
          return { ...body, request_id: '' };
        }),
      );
      expect(new Set(refusals.map((body) => JSON.stringify(body))).size).toBe(1);
    });

    it('is refused the signature of another key', async () => {
      const { status, body } = await sendSigned(gateway, signer, signedQuestion(other));
      expect([status, body['code']]).toEqual(INVALID);
    });

    it('asks once with each signature: of fifty copies one passes', async () => {
      const headers = signedQuestion(signer);
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => sendSigned(gateway, signer, headers)),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ body }) => body['code'] === 'signature_replayed')).toHaveLength(49);
    });

    it('does not lose a nonce to somebody without the secret', async () => {
      const nonce = 'known to others beforehand'.replaceAll(' ', '-');
      expect(await outcome({ nonce, secret: 'sps_nobody' })).toEqual(INVALID);
      expect(await outcome({ nonce, created: now() - 310 })).toEqual(EXPIRED);
      expect(await outcome({ nonce })).toBe(200);
      expect(await outcome({ nonce })).toEqual([401, 'signature_replayed']);
    });

    it('may use a nonce that another key has used', async () => {
      const nonce = 'one-nonce-two-keys';
      expect(await outcome({ nonce })).toBe(200);
      expect((await sendSigned(gateway, other, signedQuestion(other, { nonce }))).status).toBe(200);
    });

    it('signs requests without a body, too', async () => {
      const bare = { method: 'GET', url: '/api/rate-limit-status', body: undefined };
      const get = { method: 'GET', path: '/api/rate-limit-status' };
      expect(await outcome(bare, get)).toBe(200);
      expect(await outcome(bare, { ...get, path: '/protected' })).toEqual(INVALID);
    });

    it('mints tokens that need no signature', async () => {
      const origin = 'https://page.example.com';
      const body = JSON.stringify({ origin, ttl_seconds: 60 });
      const headers = signedQuestion(signer, { url: '/api/tokens', body });
      const minted = await sendSigned(gateway, signer, headers, { path: '/api/tokens', body });
      expect(minted.status).toBe(201);
      const authorization = `Bearer ${String(minted.body['access_token'])}`;
      const { status } = await fetch(`${gateway.url}/protected`, { headers: { authorization, origin } });
      expect(status).toBe(200);
    });
  });

  it('a key that does not sign is not held to the signatures that a proxy puts on its requests', async () => {
    const signature = { 'signature-input': 'proxy=("@method");keyid="edge"', signature: 'proxy=:AAAA:' };
    const { status } = await sendSigned(gateway, { key: gateway.key, signingSecret: '' }, signature);
    expect(status).toBe(200);
  });
});
