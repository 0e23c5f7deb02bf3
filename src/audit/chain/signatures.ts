import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** What a signature is about: none of one kind can be taken for one of another. */
export type Signed = 'checkpoint' | 'key' | 'export header' | 'export';

/** A public key of the trail and the name that it goes by. */
export interface PublicKey {
  readonly kid: string;
  /** Ed25519, 32 bytes in hexadecimal. */
  readonly public_key: string;
}

/** An Ed25519 private key in PKCS #8 is this and its seed: RFC 8410 section 7. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[0-9a-f]{128}$/;

/** A key that signs what the trail states. */
export class SigningKey implements PublicKey {
  readonly kid: string;
  readonly public_key: string;
  readonly #privateKey: KeyObject;

  /** @param seed 32 bytes */
  constructor(seed: Buffer) {
    this.#privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
    const { x = '' } = createPublicKey(this.#privateKey).export({ format: 'jwk' });
    this.public_key = Buffer.from(x, 'base64url').toString('hex');
    this.kid = kidOf(this.public_key);
  }

  /** 64 bytes in hexadecimal. */
  sign(what: Signed, text: string): string {
    return sign(null, labelled(what, text), this.#privateKey).toString('hex');
  }
}

/** The first 8 bytes of the key's SHA-256, in hexadecimal. */
function kidOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'hex')).digest('hex').slice(0, 16);
}

export function isPublicKey(text: string): boolean {
  return KEY.test(text);
}

/** Checks signatures of keys that are trusted, by their names. */
export class TrustedKeys {
  readonly #keys = new Map<string, KeyObject>();

  /** @param keys public keys in hexadecimal */
  constructor(keys: Iterable<string>) {
    for (const key of keys) this.#add(key);
  }

  /** Trusts also what a trusted key vouches for, and so on. */
  believing(endorsements: readonly Endorsement[]): this {
    for (let found = true; found;) {
      const next = endorsements.find(
        (one) =>
          !this.has(one.kid) &&
          KEY.test(one.public_key) &&
          kidOf(one.public_key) === one.kid &&
          this.check('key', one.public_key, one.endorsed_by, one.signature),
      );
      found = next !== undefined;
      if (next !== undefined) this.#add(next.public_key);
    }
    return this;
  }

  has(kid: string): boolean {
    return this.#keys.has(kid);
  }

  check(what: Signed, text: string, kid: string, signature: string): boolean {
    const key = this.#keys.get(kid);
    if (key === undefined || !SIGNATURE.test(signature)) return false;
    return verify(null, labelled(what, text), key, Buffer.from(signature, 'hex'));
  }

  #add(publicKey: string): void {
    const x = Buffer.from(publicKey, 'hex').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    this.#keys.set(kidOf(publicKey), key);
  }
}

/** A former key, and the signature of the one that followed it. */
export interface Endorsement extends PublicKey {
  readonly endorsed_by: string;
  readonly signature: string;
}

function labelled(what: Signed, text: string): Buffer {
  return Buffer.from(`sallyport audit ${what} v1\n${text}`);
}
