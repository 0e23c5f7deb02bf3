import { randomInt } from 'node:crypto';

/** Digits, capital and small letters, in the order of their values. */
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Text that nobody can guess: 43 characters hold 256 bits, 22 hold 130. */
export function randomBase62(length: number): string {
  return Array.from({ length }, () => BASE62[randomInt(BASE62.length)]).join('');
}
