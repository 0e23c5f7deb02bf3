import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { randomBase62 } from '../../kernel';
import type { SecretKeys } from '../../secrets';
import { keyFor, PerSecretKey } from '../secret-uses';

const USE = 'sallyport signing secret v1';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** 43 base62 characters hold 256 bits. */
const SECRET_LENGTH = 43;

/**
 * Secrets that sign requests. The gateway has to know them to check a signature, so they are stored sealed: AES-256-GCM
 * under a key derived from SECRET_KEY, bound to the API key that they belong to.
 */
export class SigningSecrets {
  readonly #keys: PerSecretKey<Buffer>;

  constructor(keys: SecretKeys) {
    this.#keys = new PerSecretKey(keys, (secretKey) => keyFor(USE, secretKey));
  }

  make(): string {
    return `sps_${randomBase62(SECRET_LENGTH)}`;
  }

  seal(secret: string, keyId: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys.current, iv).setAAD(Buffer.from(keyId));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws Error when it was sealed under another SECRET_KEY or for another API key */
  open(sealed: string, keyId: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    for (const key of this.#keys.accepted) {
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES))
          .setAAD(Buffer.from(keyId))
          .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return (
          decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
        );
      } catch {
        // Sealed under another of them, perhaps.
      }
    }
    throw new Error('A signing secret cannot be opened with this SECRET_KEY');
  }
}
