import { randomFillSync } from 'node:crypto';

/** Digits, capital and small letters, in the order of their values. */
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Bytes from here on would make the first digits likelier than the last. */
const FAIR = 256 - (256 % BASE62.length);

/** Random bytes that no text has had, from `used` on: each time they are asked for costs a call of the system. */
const pool = Buffer.alloc(1024);
let used = pool.length;

/** Text that nobody can guess: 43 characters hold 256 bits, 22 hold 130. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    const byte = randomByte();
    if (byte < FAIR) text += BASE62.charAt(byte % BASE62.length);
  }
  return text;
}

/** Gives each byte once, and forgets it. */
function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool.readUInt8(used);
  pool[used] = 0;
  used += 1;
  return byte;
}
