import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { keyFor } from './secret-uses';

/** HKDF-SHA256 of one block, written out as RFC 5869 section 2 has it. */
function hkdf(secret: string, info: string): Buffer {
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(secret).digest();
  return createHmac('sha256', extracted)
    .update(info)
    .update(Buffer.from([1]))
    .digest();
}

describe('a key for one use of SECRET_KEY', () => {
  it('is HKDF-SHA256 with the use as its label', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme' }),
        (secret, use) => {
          expect(keyFor(use, secret)).toEqual(hkdf(secret, use));
        },
      ),
    );
  });

  it('is another for another use, and never the secret', () => {
    const secret = 'k'.repeat(32);
    const keys = ['api keys', 'api key', 'tokens'].map((use) => keyFor(use, secret).toString('hex'));
    expect(new Set([...keys, Buffer.from(secret).toString('hex')]).size).toBe(4);
  });
});
