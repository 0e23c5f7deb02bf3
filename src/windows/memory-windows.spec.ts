import fc from 'fast-check';
import { FixedClock } from '../kernel/clock.fixture';
import { MemoryWindows } from './memory-windows';

const LENGTH = 1000;

type Step =
  | { readonly do: 'hit' | 'giveBack' | 'peek'; readonly caller: string }
  | { readonly do: 'wait'; readonly ms: number };

const caller = fc.constantFrom('a', 'b');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('hit', 'giveBack', 'peek'), caller }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat({ max: LENGTH + 1 }) }) },
) as fc.Arbitrary<Step>;

/** What a window is, said as plainly as possible: a list of hits and an end for each caller. */
class NaiveWindows {
  readonly #windows = new Map<string, { hits: number; endsAt: number }>();

  at(now: number, name: string): { hits: number; endsAt: number } | undefined {
    const window = this.#windows.get(name);
    return window !== undefined && now < window.endsAt ? window : undefined;
  }

  hit(now: number, name: string): void {
    const window = this.at(now, name) ?? { hits: 0, endsAt: now + LENGTH };
    window.hits += 1;
    this.#windows.set(name, window);
  }
}

describe('windows in memory', () => {
  it('do what a list of hits does, whatever comes in which order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const clock = new FixedClock();
        const windows = new MemoryWindows(clock);
        const naive = new NaiveWindows();
        for (const next of steps) {
          if (next.do === 'wait') {
            clock.advance(next.ms);
            continue;
          }
          const now = clock.now();
          if (next.do === 'hit') naive.hit(now, next.caller);
          const before = naive.at(now, next.caller);
          if (next.do === 'giveBack') {
            if (before !== undefined && before.hits > 0) before.hits -= 1;
            windows.giveBack(next.caller);
          }
          const expected = naive.at(now, next.caller);
          const state = next.do === 'hit' ? windows.hit(next.caller, LENGTH) : windows.peek(next.caller);
          expect(state).toEqual(
            expected === undefined ? undefined : { hits: expected.hits, endsInMs: expected.endsAt - now },
          );
        }
      }),
    );
  });

  it('end on their own, at the very millisecond, however often they were hit', () => {
    const clock = new FixedClock();
    const windows = new MemoryWindows(clock);
    expect(windows.hit('a', LENGTH)).toEqual({ hits: 1, endsInMs: LENGTH });
    clock.advance(LENGTH - 1);
    expect(windows.hit('a', LENGTH)).toEqual({ hits: 2, endsInMs: 1 });
    clock.advance(1);
    expect(windows.peek('a')).toBeUndefined();
    expect(windows.hit('a', LENGTH)).toEqual({ hits: 1, endsInMs: LENGTH });
  });

  it('cannot be given back into credit', () => {
    const windows = new MemoryWindows(new FixedClock());
    windows.giveBack('a');
    windows.hit('a', LENGTH);
    windows.giveBack('a');
    windows.giveBack('a');
    expect(windows.hit('a', LENGTH).hits).toBe(1);
  });

  it('take nothing from a window that has ended into the next', () => {
    const clock = new FixedClock();
    const windows = new MemoryWindows(clock);
    windows.hit('a', LENGTH);
    clock.advance(LENGTH);
    windows.giveBack('a');
    expect(windows.hit('a', LENGTH).hits).toBe(1);
  });
});
