import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { hashesEqual, KeyHasher } from './key-hash';

const SECRET = 'kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0';

describe('the hash of a key', () => {
  it('is the HMAC that the table of keys was written with: under a pepper of its own, not the secret', () => {
    const pepper = Buffer.from(hkdfSync('sha256', SECRET, '', 'sallyport api key hash v1', 32));
    const expected = createHmac('sha256', pepper).update('sp_key').digest('base64url');
    expect(new KeyHasher(SECRET).hash('sp_key')).toBe(expected);
    expect(expected).not.toBe(createHmac('sha256', SECRET).update('sp_key').digest('base64url'));
  });

  it('is 43 characters, the same each time, and another for another key or secret', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const hasher = new KeyHasher(SECRET);
        const hash = hasher.hash(one);
        expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
        expect(new KeyHasher(SECRET).hash(one)).toBe(hash);
        expect(hasher.hash(other) === hash).toBe(one === other);
        expect(new KeyHasher(`${SECRET}x`).hash(one)).not.toBe(hash);
      }),
    );
  });
});

describe('the hash from before SECRET_KEY changed', () => {
  it('is that of the previous secret, and none where there was none', () => {
    const changing = new KeyHasher('n'.repeat(32), SECRET);
    expect(changing.previousHash('sp_key')).toBe(new KeyHasher(SECRET).hash('sp_key'));
    expect(changing.hash('sp_key')).toBe(new KeyHasher('n'.repeat(32)).hash('sp_key'));
    expect(new KeyHasher(SECRET).previousHash('sp_key')).toBeUndefined();
  });
});

describe('comparing hashes', () => {
  it('finds exactly the equal ones, of any length', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 5 });
    fc.assert(fc.property(text, text, (one, other) => hashesEqual(one, other) === (one === other)));
    fc.assert(fc.property(text, (one) => hashesEqual(one, one)));
  });
});
