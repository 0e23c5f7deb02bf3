import { randomUUID } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';
import { KEY, NOW } from './request-signature.fixture';
import { verifySignature } from './request-signature';

describe('a client with the library http-message-signatures', () => {
  it.each([
    ['POST', '/api/query', ['@method', '@path', '@query', 'content-digest']],
    [
      'POST',
      '/api/query?a=1&b=%20',
      ['content-digest', '@query', '@authority', '@path', '@method', 'content-type'],
    ],
    ['GET', '/api/usage', ['@method', '@path', '@query']],
  ])('%s %s is verified', async (method, target, fields) => {
    const headers = fields.includes('content-digest')
      ? { Host: 'gateway.example', 'Content-Type': 'application/json', 'Content-Digest': 'sha-256=:AAAA:' }
      : { Host: 'gateway.example' };
    const nonce = randomUUID();
    const signed = await httpbis.signMessage(
      {
        key: createSigner(KEY.secret, 'hmac-sha256', KEY.id),
        fields,
        params: ['created', 'expires', 'nonce', 'keyid', 'alg'],
        paramValues: { created: new Date(NOW), nonce },
      },
      { method, url: `https://gateway.example${target}`, headers },
    );
    const rawHeaders = Object.entries(signed.headers).flat().map(String);
    const message = { method, target, rawHeaders, hasBody: method === 'POST' };
    expect(verifySignature(message, KEY, NOW)).toMatchObject({ nonce });
  });
});
