import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { contentDigestMatches } from './content-digest';

const BODY = Buffer.from('{"hello": "world"}');
const digest = (algorithm: string, body: Uint8Array = BODY): string =>
  createHash(algorithm).update(body).digest('base64');
const SHA256 = `sha-256=:${digest('sha256')}:`;
const SHA512 = `sha-512=:${digest('sha512')}:`;

describe('a content digest', () => {
  it('fits as RFC 9421 appendix B.2 has it', () => {
    const sha512 =
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:';
    expect(contentDigestMatches(sha512, BODY)).toBe(true);
    expect(SHA512).toBe(sha512);
  });

  it.each([
    ['sha-256', SHA256],
    ['sha-512', SHA512],
    ['both', `${SHA256}, ${SHA512}`],
    ['one beside others', `md5=:AAAA:, ${SHA256}, sha=?0, x=("y")`],
  ])('fits with %s', (_, header) => {
    expect(contentDigestMatches(header, BODY)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['no algorithm that is known', `md5=:${digest('md5')}:`],
    ['one of two wrong', `${SHA256}, sha-512=:${digest('sha512', Buffer.from('x'))}:`],
    ['the digest of the other algorithm', `sha-256=:${digest('sha512')}:`],
    [
      'half a digest',
      `sha-256=:${createHash('sha256').update(BODY).digest().subarray(0, 16).toString('base64')}:`,
    ],
    ['no bytes', 'sha-256=::'],
    ['a string', `sha-256="${digest('sha256')}"`],
    ['true', 'sha-256'],
    ['a list', `sha-256=(:${digest('sha256')}:)`],
    ['parameters', `${SHA256};q=1`],
    ['one twice', `${SHA256}, ${SHA256}`],
    ['a wrong one before the right', `sha-256=:AAAA:, ${SHA256}`],
    ['the older spelling', `SHA-256=${digest('sha256')}`],
  ])('does not fit with %s', (_, header) => {
    expect(contentDigestMatches(header, BODY)).toBe(false);
  });

  it('fits its own body and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (mine, other) => {
        const header = `sha-256=:${digest('sha256', mine)}:`;
        expect(contentDigestMatches(header, Buffer.from(mine))).toBe(true);
        expect(contentDigestMatches(header, Buffer.from(other))).toBe(Buffer.from(mine).equals(other));
      }),
    );
  });

  it('is never junk, and junk never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((junk) => `sha-256=:${junk}`),
        ),
        (junk) => {
          expect(contentDigestMatches(junk, BODY)).toBe(false);
        },
      ),
    );
  });
});
