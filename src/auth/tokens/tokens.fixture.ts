import { createHmac } from 'node:crypto';
import { AUDIENCE, ISSUER } from './claims';

/** Any JSON, or text that is none, as a part of a token. */
export function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A token as anyone could write it who has the secret. */
export function forged(header: unknown, payload: unknown, secret: string, hash = 'sha256'): string {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

/** The part of a token with that number, read without believing it. */
export function partOf(token: string, at: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

/** What an access token of chris says, good from now on. Another type, and others' claims, as the test says. */
export function payloadOf(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    sub: 'chris',
    role: 'member',
    mode: 'full',
    iss: ISSUER,
    aud: AUDIENCE,
    iat: now,
    exp: now + 1800,
    jti: 'jti-1',
    typ: 'access',
    sid: 'sid-1',
    ...change,
  };
}
