import { crc32 } from 'node:zlib';
import { BASE62, randomBase62 } from '../../kernel';

const ID_LENGTH = 12;
/** 43 base62 characters hold 256 bits. */
const SECRET_LENGTH = 43;
/** 62^6 is over 2^32, so that every CRC fits. */
const CHECKSUM_LENGTH = 6;

const FORMAT = new RegExp(
  `^sp_([0-9A-Za-z]{${String(ID_LENGTH)}})_[0-9A-Za-z]{${String(SECRET_LENGTH + CHECKSUM_LENGTH)}}$`,
);
const KEY_LENGTH = 3 + ID_LENGTH + 1 + SECRET_LENGTH + CHECKSUM_LENGTH;

/** Makes a key of CONTRACT section 1, `sp_` id `_` secret checksum, all base62; a new one of an old id when that is given. */
export function newApiKey(id = randomBase62(ID_LENGTH)): { readonly id: string; readonly key: string } {
  const stem = `sp_${id}_${randomBase62(SECRET_LENGTH)}`;
  return { id, key: stem + checksum(stem) };
}

/** The public id of a well-formed key; undefined for anything that cannot be one, so that it needs no look-up. */
export function apiKeyId(key: string): string | undefined {
  if (key.length !== KEY_LENGTH) return undefined;
  const id = FORMAT.exec(key)?.[1];
  const stemLength = KEY_LENGTH - CHECKSUM_LENGTH;
  return checksum(key.slice(0, stemLength)) === key.slice(stemLength) ? id : undefined;
}

/** CRC-32 of what stands before it, in base62 with leading zeros. It finds typing errors; it proves nothing. */
function checksum(stem: string): string {
  let rest = crc32(stem);
  let text = '';
  for (let digit = 0; digit < CHECKSUM_LENGTH; digit += 1) {
    text = (BASE62[rest % BASE62.length] ?? '') + text;
    rest = Math.floor(rest / BASE62.length);
  }
  return text;
}
