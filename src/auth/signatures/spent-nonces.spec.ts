import fc from 'fast-check';
import { FixedClock } from '../../kernel/clock.fixture';
import { SpentNonces } from './spent-nonces';

const LIFE = 1000;

describe('nonces in this process', () => {
  it('are spent once, until their time is over', () => {
    const clock = new FixedClock();
    const nonces = new SpentNonces(clock, LIFE, 10);
    expect([nonces.spend('a'), nonces.spend('a'), nonces.spend('b')]).toEqual([true, false, true]);
    clock.advance(LIFE - 1);
    expect(nonces.spend('a')).toBe(false);
    clock.advance(1);
    expect(nonces.spend('a')).toBe(true);
  });

  it('are never forgotten for another: when full, a new one finds no room', () => {
    const clock = new FixedClock();
    const nonces = new SpentNonces(clock, LIFE, 2);
    nonces.spend('a');
    clock.advance(400);
    nonces.spend('b');
    expect(nonces.spend('c')).toBeUndefined();
    expect(nonces.spend('a')).toBe(false);
    expect(nonces.roomInMs).toBe(600);
    clock.advance(600);
    expect([nonces.spend('c'), nonces.spend('b')]).toEqual([true, false]);
    expect(nonces.spend('a')).toBeUndefined();
  });

  it('outlive a clock that is put back', () => {
    const clock = new FixedClock();
    const nonces = new SpentNonces(clock, LIFE, 10);
    nonces.spend('a');
    clock.advance(-5000);
    expect([nonces.spend('a'), nonces.spend('b')]).toEqual([false, true]);
    clock.advance(5000 + LIFE - 1);
    expect(nonces.spend('a')).toBe(false);
  });

  it('never pass twice within their time, and need no more room than they have', () => {
    const step = fc.oneof(
      fc.record({ spend: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
      fc.record({ wait: fc.nat({ max: LIFE }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const clock = new FixedClock();
        const nonces = new SpentNonces(clock, LIFE, 3);
        const passedAt = new Map<string, number>();
        for (const next of steps) {
          if ('wait' in next) {
            clock.advance(next.wait);
            continue;
          }
          const now = clock.now();
          const live = [...passedAt].filter(([, at]) => now < at + LIFE).map(([nonce]) => nonce);
          const expected = live.includes(next.spend) ? false : live.length < 3 ? true : undefined;
          expect(nonces.spend(next.spend)).toBe(expected);
          if (expected === true) passedAt.set(next.spend, now);
        }
      }),
    );
  });
});
