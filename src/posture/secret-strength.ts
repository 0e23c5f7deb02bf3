/** Less than this can be guessed; 16 random bytes have 128, and their hex form is estimated at some 115. */
export const ENOUGH_BITS = 100;

/** An estimate from above of how much there is to guess: Shannon's entropy of the characters, over the length. */
export function bitsOf(secret: string): number {
  const counts = new Map<string, number>();
  for (const character of secret) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / secret.length);
  return bits;
}

/** The names of those that are the same, in groups; those that are not set are nobody's. */
export function sharedSecrets(
  secrets: Readonly<Record<string, string | undefined>>,
): readonly (readonly string[])[] {
  const names = new Map<string, string[]>();
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret === undefined || secret === '') continue;
    names.set(secret, [...(names.get(secret) ?? []), name]);
  }
  return [...names.values()].filter((group) => group.length > 1);
}
