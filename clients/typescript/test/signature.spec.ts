import { createHmac } from 'node:crypto';
import { signedHeaders } from '../../../test/support/sign';
import { signatureOf } from '../src/signature.js';

const KEY_ID = '4fK2mZpQ7wXa';
const SECRET = 'sps_a secret of the tests é';

describe('a signature', () => {
  it.each<[string, string, string, string | undefined]>([
    ['a question', 'POST', '/api/query', '{"question":"Wie viel für 5 €?"}'],
    ['a request without a body', 'GET', '/auth/me', undefined],
    ['parameters', 'GET', '/api/usage?from=2026-11-01&group_by=day%2Cmodel', undefined],
    ['parameters with a question mark', 'GET', '/api/chains?owner=a?b', undefined],
    ['an empty body', 'POST', '/x', ''],
  ])('of %s is what another maker makes of it', async (_, method, target, body) => {
    const headers = await signatureOf({ method, target, body }, KEY_ID, SECRET);
    const [, created = '', nonce = ''] =
      /;created=(\d+);nonce="([0-9a-f]{32})";/.exec(headers['signature-input'] ?? '') ?? [];
    expect(headers).toEqual(
      signedHeaders({
        method,
        url: target,
        body,
        keyId: KEY_ID,
        secret: SECRET,
        created: Number(created),
        nonce,
      }),
    );
  });

  it('has a time and a nonce of its own', async () => {
    const one = await signatureOf({ method: 'GET', target: '/', body: undefined }, KEY_ID, SECRET);
    const other = await signatureOf({ method: 'GET', target: '/', body: undefined }, KEY_ID, SECRET);
    expect(one['signature']).not.toBe(other['signature']);
    const [, created] = /;created=(\d+);/.exec(one['signature-input'] ?? '') ?? [];
    expect(Math.abs(Number(created) - Date.now() / 1000)).toBeLessThan(2);
  });

  it('is an HMAC of the lines that docs/signing.md shows', async () => {
    const headers = await signatureOf({ method: 'GET', target: '/a?b=c', body: undefined }, KEY_ID, SECRET);
    const input = (headers['signature-input'] ?? '').replace('sig=', '');
    const text = `"@method": GET\n"@path": /a\n"@query": ?b=c\n"@signature-params": ${input}`;
    const mac = createHmac('sha256', SECRET).update(text).digest('base64');
    expect(headers['signature']).toBe(`sig=:${mac}:`);
  });
});
