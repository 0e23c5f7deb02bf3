import type { InnerList } from 'structured-headers';
import { GatewayError } from '../../kernel';
import { findSignature, type Signature } from './find-signature';
import { macMatches } from './mac';
import { signatureBase } from './signature-base';
import { headerLines, type SignedMessage } from './signed-message';

export type { SignedMessage } from './signed-message';

/** What a verified signature leaves to be checked: the nonce against earlier ones, the digest against the body. */
export interface VerifiedSignature {
  readonly nonce: string;
  /** The `Content-Digest` that the signature covers; undefined where the request has none, and no body either. */
  readonly contentDigest: string | undefined;
}

/** How far `created` may be from now, before or after. */
export const SIGNATURE_WINDOW_MS = 300_000;

/** What every signature covers, so that it fits no other request. */
const ALWAYS_COVERED = ['@method', '@path', '@query'];

/**
 * Verifies the signature of a request (RFC 9421, `hmac-sha256`) by the rules of docs/signing.md. The time is looked at
 * last: only who has the secret learns that a signature was right once.
 * @param now epoch milliseconds
 * @throws GatewayError `signature_missing`, `signature_invalid` or `signature_expired`
 */
export function verifySignature(
  message: SignedMessage,
  key: { readonly id: string; readonly secret: string },
  now: number,
): VerifiedSignature {
  const [inputs, secondInputs] = headerLines(message, 'signature-input');
  const [signatures, secondSignatures] = headerLines(message, 'signature');
  if (inputs === undefined && signatures === undefined) {
    throw new GatewayError(
      'signature_missing',
      'This key signs its requests, and this one carries no signature; docs/signing.md shows how to sign',
    );
  }
  if (inputs === undefined || signatures === undefined) throw invalidSignature();
  if (secondInputs !== undefined || secondSignatures !== undefined) throw invalidSignature();
  const signature = findSignature(inputs, signatures, key.id);
  if (signature === undefined || !isGood(message, key.secret, signature)) throw invalidSignature();
  requireFresh(signature, now);
  return { nonce: signature.nonce, contentDigest: headerLines(message, 'content-digest')[0] };
}

/** The one refusal of a signature that does not fit: the same whatever was wrong with it, so that it tells nothing. */
export function invalidSignature(): GatewayError {
  return new GatewayError(
    'signature_invalid',
    'The signature does not fit this request, or does not cover what it must; compare what you sign with docs/signing.md',
  );
}

function isGood(message: SignedMessage, secret: string, { input, mac }: Signature): boolean {
  if (!coversEnough(message, input)) return false;
  const base = signatureBase(message, input);
  return base !== undefined && macMatches(secret, base, mac);
}

function coversEnough(message: SignedMessage, [components]: InnerList): boolean {
  const covered = new Set(components.map(([name]) => name));
  const hasDigest = message.hasBody || headerLines(message, 'content-digest').length > 0;
  const required = hasDigest ? [...ALWAYS_COVERED, 'content-digest'] : ALWAYS_COVERED;
  return required.every((name) => covered.has(name));
}

function requireFresh({ created, expires }: Signature, now: number): void {
  const isFresh = Math.abs(now - created * 1000) <= SIGNATURE_WINDOW_MS;
  if (isFresh && (expires === undefined || expires * 1000 > now)) return;
  throw new GatewayError(
    'signature_expired',
    'The signature was made over 300 seconds ago or ahead, or has expired; set the clock, and sign each request anew',
  );
}
