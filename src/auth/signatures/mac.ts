import { createHmac, timingSafeEqual, type BinaryLike } from 'node:crypto';

/** Whether `mac` is the whole HMAC-SHA-256 of the message: never a part of it, and found out in constant time. */
export function macMatches(secret: BinaryLike, message: BinaryLike, mac: Uint8Array): boolean {
  const expected = createHmac('sha256', secret).update(message).digest();
  return mac.length === expected.length && timingSafeEqual(mac, expected);
}
