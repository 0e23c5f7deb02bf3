import { randomBytes } from 'node:crypto';

/** Digits, capital and small letters, in the order of their values. */
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Bytes from here on would make the first digits likelier than the last. */
const FAIR = 256 - (256 % BASE62.length);

/** Text that nobody can guess: 43 characters hold 256 bits, 22 hold 130. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length)
    for (const byte of randomBytes(length - text.length))
      if (byte < FAIR) text += BASE62.charAt(byte % BASE62.length);
  return text;
}
