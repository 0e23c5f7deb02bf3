const TOKENS_PER_HOUR = 20;

/** How many tokens each user has had in this hour. */
const given = new Map();
setInterval(() => given.clear(), 3_600_000).unref();

/**
 * Whether a user may have one more. A token has so many requests, and a page whose token is used up asks for the next:
 * without an end to that, the limits of a token would be none.
 */
export function mayHaveAnotherToken(user) {
  const had = given.get(user) ?? 0;
  given.set(user, had + 1);
  return had < TOKENS_PER_HOUR;
}
