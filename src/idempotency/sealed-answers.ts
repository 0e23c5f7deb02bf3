import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyFor, PerSecretKey } from '../auth';
import type { SecretKeys } from '../secrets';

const USE = 'sallyport idempotent answer v1';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Without it OpenSSL takes a shorter tag, which is easier to guess. */
const OPTIONS = { authTagLength: TAG_BYTES };

/**
 * Answers are what callers asked of the model, so they are stored sealed: AES-256-GCM under a key derived from
 * SECRET_KEY, bound to the row that they belong to.
 */
export class SealedAnswers {
  readonly #keys: PerSecretKey<Buffer>;

  /** Seals under the current one; opens what was sealed under any that is accepted. */
  constructor(keys: SecretKeys) {
    this.#keys = new PerSecretKey(keys, (secretKey) => keyFor(USE, secretKey));
  }

  seal(answer: string, rowId: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys.current, iv, OPTIONS).setAAD(Buffer.from(rowId));
    const sealed = Buffer.concat([cipher.update(answer, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Undefined when it was sealed under another SECRET_KEY or for another row, or altered since. */
  open(sealed: string, rowId: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    for (const key of this.#keys.accepted) {
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), OPTIONS)
          .setAAD(Buffer.from(rowId))
          .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const opened = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
        return Buffer.concat(opened).toString('utf8');
      } catch {
        // Sealed under another of them, perhaps.
      }
    }
    return undefined;
  }
}
