import fc from 'fast-check';
import { fewLengths } from './few-lengths';

it('a list comes in slices of a few lengths that have all of it, and nothing else', () => {
  const lengths = new Set<number>();
  const list = fc.nat({ max: 1500 }).map((length) => Array.from({ length }, (_, at) => at));
  fc.assert(
    fc.property(list, (items) => {
      const slices = [...fewLengths(items)];
      for (const { length } of slices) lengths.add(length);
      expect([...new Set(slices.flat())]).toEqual(items);
    }),
  );
  expect(lengths.size).toBeLessThan(4);
});
