import fc from 'fast-check';
import { SecretKeys } from '../../secrets';
import { SigningSecrets } from './signing-secrets';

const [OLD, NEW, OTHER] = ['old'.repeat(20), 'new'.repeat(20), 'other'.repeat(20)];
const ID = 'abcdefghijkl';

describe('a signing secret', () => {
  const secrets = new SigningSecrets(SecretKeys.of(NEW));

  it('is of 256 bits, begins so that scanners know it, and is another each time', () => {
    const made = Array.from({ length: 100 }, () => secrets.make());
    for (const secret of made) expect(secret).toMatch(/^sps_[0-9A-Za-z]{43}$/);
    expect(new Set(made).size).toBe(100);
  });

  it('comes out of its seal as it went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, id) => {
        expect(secrets.open(secrets.seal(secret, id), id)).toBe(secret);
      }),
    );
  });

  it('is not to be read off the seal, which is another each time', () => {
    const seals = Array.from({ length: 100 }, () => secrets.seal('sps_secret', ID));
    expect(new Set(seals).size).toBe(100);
    for (const seal of seals) expect(Buffer.from(seal, 'base64url').includes('sps_')).toBe(false);
  });

  it.each([
    ['of another key', new SigningSecrets(SecretKeys.of(NEW)).seal('sps_a', 'abcdefghijkL'), secrets],
    ['made under another SECRET_KEY', new SigningSecrets(SecretKeys.of(OTHER)).seal('sps_a', ID), secrets],
    [
      'made under neither SECRET_KEY',
      new SigningSecrets(SecretKeys.of(OTHER)).seal('sps_a', ID),
      new SigningSecrets(SecretKeys.of(NEW, OLD)),
    ],
    ['that is empty', '', secrets],
    ['that is too short', Buffer.alloc(20).toString('base64url'), secrets],
    ['that is none', '%%%', secrets],
  ])('does not come out of a seal %s', (_, seal, by) => {
    expect(() => by.open(seal, ID)).toThrow('cannot be opened with this SECRET_KEY');
  });

  it('does not come out of a seal that was altered anywhere, or cut', () => {
    const sealed = Buffer.from(secrets.seal('sps_secret', ID), 'base64url');
    fc.assert(
      fc.property(fc.nat({ max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flipped) => {
        const altered = Buffer.from(sealed);
        altered.writeUInt8(altered.readUInt8(at) ^ flipped, at);
        expect(() => secrets.open(altered.toString('base64url'), ID)).toThrow();
        expect(() => secrets.open(sealed.subarray(0, at).toString('base64url'), ID)).toThrow();
      }),
    );
  });

  it('says nothing of itself when it does not come out', () => {
    const sealed = secrets.seal('sps_canary42', ID);
    expect(() => new SigningSecrets(SecretKeys.of(OTHER)).open(sealed, ID)).not.toThrow(/canary42|other/);
  });

  it('sealed before SECRET_KEY changed comes out as long as the previous one is set', () => {
    const sealed = new SigningSecrets(SecretKeys.of(OLD)).seal('sps_a', ID);
    expect(new SigningSecrets(SecretKeys.of(NEW, OLD)).open(sealed, ID)).toBe('sps_a');
    expect(() => new SigningSecrets(SecretKeys.of(NEW)).open(sealed, ID)).toThrow();
  });

  it('is always sealed under the present SECRET_KEY', () => {
    const sealed = new SigningSecrets(SecretKeys.of(NEW, OLD)).seal('sps_a', ID);
    expect(new SigningSecrets(SecretKeys.of(NEW)).open(sealed, ID)).toBe('sps_a');
    expect(() => new SigningSecrets(SecretKeys.of(OLD)).open(sealed, ID)).toThrow();
  });
});
