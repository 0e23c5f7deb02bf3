import fc from 'fast-check';
import type { Lease } from './lease';
import { MemoryLeases } from './memory-leases';

const step = fc.oneof(
  fc.record({ take: fc.constantFrom('a', 'b'), max: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ release: fc.nat({ max: 9 }) }),
);

describe('leases in memory', () => {
  it('are given while there is room, freed by one release each, and forgotten with the last', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const counts = new Map<string, number>();
        const leases = new MemoryLeases(counts);
        const taken: { readonly holder: string; readonly lease: Lease; held: boolean }[] = [];
        const heldBy = (holder: string): number =>
          taken.filter((one) => one.held && one.holder === holder).length;
        for (const next of steps) {
          if ('release' in next) {
            const one = taken[next.release];
            one?.lease.release();
            if (one !== undefined) one.held = false;
            continue;
          }
          const room = heldBy(next.take) < next.max;
          expect(leases.isFull(next.take, next.max)).toBe(!room);
          const lease = leases.take(next.take, next.max);
          expect(lease !== undefined).toBe(room);
          if (lease !== undefined) taken.push({ holder: next.take, lease, held: true });
        }
        expect([...counts.values()].reduce((sum, held) => sum + held, 0)).toBe(heldBy('a') + heldBy('b'));
        for (const { lease } of taken) lease.release();
        expect(counts.size).toBe(0);
      }),
    );
  });
});
