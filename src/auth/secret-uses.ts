import { hkdfSync } from 'node:crypto';

/** A key of its own for one use of SECRET_KEY: HKDF-SHA256 (RFC 5869) with the use as its label. */
export function keyFor(use: string, secretKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', use, 32));
}
