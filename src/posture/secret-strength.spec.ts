import { randomBytes } from 'node:crypto';
import { bitsOf, ENOUGH_BITS, sharedSecrets } from './secret-strength';

describe('the strength of a secret', () => {
  it.each([['a'.repeat(64)], ['ab'.repeat(40)], [''], ['password'.repeat(4)]])(
    'is too little in %j',
    (secret) => {
      expect(bitsOf(secret)).toBeLessThan(ENOUGH_BITS);
    },
  );

  it('is enough in what is made at random, 1000 times', () => {
    for (let each = 0; each < 1000; each += 1) {
      expect(bitsOf(randomBytes(24).toString('base64'))).toBeGreaterThan(ENOUGH_BITS);
      expect(bitsOf(randomBytes(32).toString('hex'))).toBeGreaterThan(ENOUGH_BITS);
    }
  });
});

it('secrets that are the same are named in groups, and those that are not set are nobody\u2019s', () => {
  expect(sharedSecrets({ A: 'x', B: 'y', C: 'x', D: undefined, E: undefined, F: '', G: '' })).toEqual([
    ['A', 'C'],
  ]);
});
