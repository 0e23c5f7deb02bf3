import { createHash } from 'node:crypto';
import type { Signal } from '../kernel';

/** A request that is to be answered once. */
export interface OnceRequest {
  /** Whose request it is: the keys of two principals never meet. */
  readonly principal: string;
  /** Nor do those of two routes. */
  readonly route: string;
  /** As `idempotencyKeyOf` gives it. */
  readonly key: string;
  /** The bytes as they came: an answer is only repeated to the same ones. */
  readonly body: Buffer;
  /** Fires when the client has left; waiting for somebody else's work ends with its reason. */
  readonly departure: Signal;
}

/** What the store knows of a request: hashes only. */
export interface Ticket {
  readonly id: string;
  readonly fingerprint: string;
}

export function ticketOf({ principal, route, key, body }: Omit<OnceRequest, 'departure'>): Ticket {
  const id = createHash('sha256');
  // With its length before it, no part runs into the next.
  for (const part of [principal, route, key]) id.update(`${String(Buffer.byteLength(part))}:${part}`);
  return {
    id: id.digest('base64url'),
    fingerprint: createHash('sha256').update(body).digest('base64url'),
  };
}
