import fc from 'fast-check';
import { timeOrderedDigits, timeOrderedId } from './time-ordered-id';

/** As RFC 9562 lays out version 7. */
const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 });

it('a time-ordered id is a UUID of version 7 that begins with its time', () => {
  fc.assert(
    fc.property(instant, (at) => {
      const id = timeOrderedId(at);
      expect(id).toMatch(VERSION_7);
      expect(parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(at);
      const digits = timeOrderedDigits(at);
      expect(digits).toMatch(/^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
      expect(parseInt(digits.slice(0, 12), 16)).toBe(at);
    }),
  );
});

it('time-ordered ids come in the order of their times', () => {
  fc.assert(
    fc.property(instant, instant, (one, other) => {
      fc.pre(one < other);
      expect(timeOrderedId(one) < timeOrderedId(other)).toBe(true);
    }),
  );
});

it('time-ordered ids of one instant differ', () => {
  const at = Date.UTC(2026, 10, 21);
  expect(new Set(Array.from({ length: 1000 }, () => timeOrderedId(at))).size).toBe(1000);
});
