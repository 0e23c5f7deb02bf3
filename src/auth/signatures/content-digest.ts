import { createHash, timingSafeEqual } from 'node:crypto';
import type { InnerList, Item } from 'structured-headers';
import { strictDictionary } from './strict-dictionary';

/** The algorithms of RFC 9530 section 5 that are fit for security, as Node names them. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/**
 * Whether a `Content-Digest` (RFC 9530 section 2) fits the body: it has a digest by `sha-256` or `sha-512`, and each of
 * those that it has is right. Others are passed over.
 */
export function contentDigestMatches(header: string, body: Buffer): boolean {
  let known = 0;
  for (const [name, member] of strictDictionary(header) ?? []) {
    const algorithm = ALGORITHMS.get(name);
    if (algorithm === undefined) continue;
    if (!isDigest(member, createHash(algorithm).update(body).digest())) return false;
    known += 1;
  }
  return known > 0;
}

function isDigest([value, parameters]: Item | InnerList, expected: Buffer): boolean {
  if (!(value instanceof ArrayBuffer) || parameters.size > 0) return false;
  const given = new Uint8Array(value);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
