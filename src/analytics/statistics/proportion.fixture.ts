import fc from 'fast-check';
import type { Proportion } from './proportion';

/** Any proportion of at least `least` trials: few, many, none of them and all. */
export const proportions = (least = 1): fc.Arbitrary<Proportion> =>
  fc
    .oneof(fc.integer({ min: least, max: 30 }), fc.integer({ min: least, max: 1_000_000_000 }))
    .chain((trials) =>
      fc
        .oneof(fc.constantFrom(0, trials), fc.integer({ min: 0, max: trials }))
        .map((successes) => ({ successes, trials })),
    );
