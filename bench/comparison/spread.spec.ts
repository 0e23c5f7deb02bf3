import { spread } from './spread';

describe('spread', () => {
  it.each([
    ['values that are all the same', [3, 3, 3, 3, 3], 0],
    ['five values, of which the outer two do not count', [100, 9, 10, 11, 1], 0.2],
    ['eight values, of which two at each end do not count', [0, 0, 9, 10, 10, 11, 90, 90], 0.2],
    ['three values, which all count', [8, 10, 12], 0.4],
  ])('is told of %s, whatever their order', (_, values, expected) => {
    expect(spread(values)).toBeCloseTo(expected);
    expect(spread([...values].reverse())).toBeCloseTo(expected);
  });
});
