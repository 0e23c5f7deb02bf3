/** Castagnoli's polynomial, its bits reversed (RFC 3720 section 12.1). */
const POLYNOMIAL = 0x82f63b78;

/** CRC-32C, with which Google's Secret Manager tells whether a value arrived whole. Secrets are short: no table. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
