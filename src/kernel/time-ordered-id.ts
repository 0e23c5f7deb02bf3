import { randomBytes } from 'node:crypto';
import { randomBase62 } from './base62';

const TIME_DIGITS = 12;
/** Of base 36, until the year 5188. */
const SHORT_TIME_DIGITS = 9;
/** Random bytes that are asked for at once: one by one, asking costs more than all else of an id. */
const BYTES_AT_ONCE = 4096;

/** Hexadecimal digits that no id has had. */
let digits = '';
let used = 0;

function random(length: number): string {
  if (used + length > digits.length) {
    digits = randomBytes(BYTES_AT_ONCE).toString('hex');
    used = 0;
  }
  used += length;
  return digits.slice(used - length, used);
}

/** The variant of RFC 9562, section 4.1: two bits of a digit, of which the other two are random. */
const VARIANT: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 16 }, (_, value) => [value.toString(16), (8 + (value % 4)).toString(16)]),
);

/**
 * A UUID of version 7 (RFC 9562, section 5.7): the time (epoch ms), then 74 random bits. Rows with such ids are put
 * behind each other in an index, where random ones would each touch a page of their own.
 */
export function timeOrderedId(at: number): string {
  const time = timeDigits(at);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random(3)}-${variant()}${random(3)}-${random(12)}`;
}

/** The same without its dashes. */
export function timeOrderedDigits(at: number): string {
  return `${timeDigits(at)}7${random(3)}${variant()}${random(15)}`;
}

/**
 * Letters and digits, so many: nine for the time (epoch ms, base 36), then random base62. Those of the time are small,
 * since databases do not agree on the order of small and capital letters.
 */
export function timeOrderedBase62(at: number, length: number): string {
  const time = at.toString(36).padStart(SHORT_TIME_DIGITS, '0');
  return time + randomBase62(length - SHORT_TIME_DIGITS);
}

function timeDigits(at: number): string {
  return at.toString(16).padStart(TIME_DIGITS, '0');
}

function variant(): string {
  return VARIANT[random(1)] ?? '8';
}
