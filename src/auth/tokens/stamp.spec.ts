import { isOfStamp, nextStamp } from './stamp';

describe('a stamp', () => {
  it.each([
    [5000, undefined, 5000],
    [5000, 0, 5000],
    [5000, 4999, 5000],
    [5000, 5000, 5001],
    [5000, 9000, 9001],
  ])('at %i after %p is %i: never one that was there before', (now, last, next) => {
    expect(nextStamp(now, last)).toBe(next);
  });

  it.each([
    [{ ver: 5500, iat: 5 }, true],
    [{ ver: 5499, iat: 9 }, false],
    [{ ver: 5501, iat: 9 }, false],
    [{ iat: 4 }, false],
    [{ iat: 5 }, true],
  ])('of 5500 is that of a token that says %j: %p', (claims, expected) => {
    expect(isOfStamp(claims, 5500)).toBe(expected);
  });
});
