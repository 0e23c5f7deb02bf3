import fc from 'fast-check';
import { timeOrderedBase62, timeOrderedDigits, timeOrderedId } from './time-ordered-id';

/** As RFC 9562 lays out version 7. */
const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 });
/** What nine digits of base 36 hold. */
const short = fc.integer({ min: 0, max: 36 ** 9 - 1 });

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

it('a time-ordered text begins with its time', () => {
  fc.assert(
    fc.property(short, fc.integer({ min: 10, max: 40 }), (at, length) => {
      const text = timeOrderedBase62(at, length);
      expect(text).toMatch(/^[0-9a-z]{9}[0-9A-Za-z]+$/);
      expect(text).toHaveLength(length);
      expect(parseInt(text.slice(0, 9), 36)).toBe(at);
    }),
  );
});

it('time-ordered ids come in the order of their times, whichever order of letters is asked for', () => {
  fc.assert(
    fc.property(short, short, (one, other) => {
      fc.pre(one < other);
      expect(timeOrderedId(one) < timeOrderedId(other)).toBe(true);
      const [first, second] = [timeOrderedBase62(one, 20), timeOrderedBase62(other, 20)];
      expect(first < second).toBe(true);
      expect(first.localeCompare(second, 'en')).toBe(-1);
    }),
  );
});

it('time-ordered ids of one instant differ', () => {
  const at = Date.UTC(2026, 10, 21);
  expect(new Set(Array.from({ length: 1000 }, () => timeOrderedId(at))).size).toBe(1000);
  expect(new Set(Array.from({ length: 1000 }, () => timeOrderedBase62(at, 20))).size).toBe(1000);
});
