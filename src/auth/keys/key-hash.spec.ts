import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { SecretKeys } from '../../secrets';
import { hashesEqual, KeyHasher } from './key-hash';

const SECRET = 'kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0';

describe('the hash of a key', () => {
  it('is the HMAC that the table of keys was written with: under a pepper of its own, not the secret', () => {
    const pepper = Buffer.from(hkdfSync('sha256', SECRET, '', 'sallyport api key hash v1', 32));
    const expected = createHmac('sha256', pepper).update('sp_key').digest('base64url');
    expect(new KeyHasher(SecretKeys.of(SECRET)).hash('sp_key')).toBe(expected);
    expect(expected).not.toBe(createHmac('sha256', SECRET).update('sp_key').digest('base64url'));
  });

  it('is 43 characters, the same each time, and another for another key or secret', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const hasher = new KeyHasher(SecretKeys.of(SECRET));
        const hash = hasher.hash(one);
        expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
        expect(new KeyHasher(SecretKeys.of(SECRET)).hash(one)).toBe(hash);
        expect(hasher.hash(other) === hash).toBe(one === other);
        expect(new KeyHasher(SecretKeys.of(`${SECRET}x`)).hash(one)).not.toBe(hash);
      }),
    );
  });
});

describe('the forms in which a key may be stored', () => {
  it('are those under every accepted SECRET_KEY, the current one first, and those from before are outdated', () => {
    const [NEW, OLDER] = ['n'.repeat(32), 'o'.repeat(32)];
    const under = (secret: string): string => new KeyHasher(SecretKeys.of(secret)).hash('sp_key');
    const keys = SecretKeys.of(SECRET, OLDER);
    const changing = new KeyHasher(keys);
    expect(changing.hashes('sp_key')).toEqual([
      { hash: under(SECRET), outdated: false },
      { hash: under(OLDER), outdated: true },
    ]);
    keys.rotateTo(NEW, 60_000);
    expect(changing.hash('sp_key')).toBe(under(SECRET));
    expect(changing.hashes('sp_key')[1]).toEqual({ hash: under(NEW), outdated: false });
    keys.adopt();
    expect(changing.hash('sp_key')).toBe(under(NEW));
    expect(changing.hashes('sp_key')[1]).toEqual({ hash: under(SECRET), outdated: true });
  });
});

describe('comparing hashes', () => {
  it('finds exactly the equal ones, of any length', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 5 });
    fc.assert(fc.property(text, text, (one, other) => hashesEqual(one, other) === (one === other)));
    fc.assert(fc.property(text, (one) => hashesEqual(one, one)));
  });
});
