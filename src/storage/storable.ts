/** In UTF-16 units. */
const LONGEST_NAME = 300;

/** A name that came from outside, as every store takes it: one that it refuses would take its whole batch with it. */
export function storable(name: string): string {
  return name.slice(0, LONGEST_NAME).replace(/[\0\p{Surrogate}]/gu, '\ufffd');
}
