import { randomUUID } from 'node:crypto';

const TIME_DIGITS = 12;
/** Where a random UUID (RFC 9562, version 4) begins to be random again after its version. */
const AFTER_VERSION = 15;

/**
 * A UUID of version 7 (RFC 9562, section 5.7): the time (epoch ms), then 74 random bits. Rows with such ids are put
 * behind each other in an index, where random ones would each touch a page of their own.
 */
export function timeOrderedId(at: number): string {
  const time = at.toString(16).padStart(TIME_DIGITS, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(AFTER_VERSION)}`;
}
