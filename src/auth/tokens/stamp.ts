import type { TokenClaims } from './claims';

/*
 * A stamp ends all tokens of a user or a key at once: tokens carry the stamp of their time (`ver`), and those of
 * another are no longer good. It is the time of the change, in epoch milliseconds.
 */

/** The next stamp; never one that was there before. */
export function nextStamp(now: number, last = 0): number {
  return Math.max(now, last + 1);
}

/** Whether a token is of the time of this stamp. One that carries none must not be older, to the second. */
export function isOfStamp({ ver, iat }: Pick<TokenClaims, 'ver' | 'iat'>, stamp: number): boolean {
  return ver === undefined ? iat * 1000 + 999 >= stamp : ver === stamp;
}
