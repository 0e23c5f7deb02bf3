const SMALL = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const TEENS = 'thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const PARTS = 'half third quarter fifth sixth seventh eighth ninth tenth'.split(' ');

/** Zero to nineteen: what stands after tens, hundreds and scales. */
export const UNITS: ReadonlyMap<string, number> = new Map(
  [...SMALL, ...TEENS].map((word, value) => [word, value] as const),
);

export const TENS_WORDS: ReadonlyMap<string, number> = new Map([
  ...TENS.map((word, index) => [word, 10 * (index + 2)] as const),
  ['fourty', 40] as const,
]);

/** Each multiplies what stands before it. */
export const SCALES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    dozen: 12,
    hundred: 100,
    thousand: 1e3,
    million: 1e6,
    billion: 1e9,
    trillion: 1e12,
  }).concat(Object.entries({ lakh: 1e5, crore: 1e7 })),
);

/** "two thirds", "three-quarters", "one half": in how many parts the whole is cut. */
export const DENOMINATORS: ReadonlyMap<string, number> = new Map([
  ...PARTS.flatMap((word, index) => [[word, index + 2] as const, [`${word}s`, index + 2] as const]),
  ['halves', 2] as const,
]);
