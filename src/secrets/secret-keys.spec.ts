import fc from 'fast-check';
import { setTimeout as after } from 'node:timers/promises';
import { SecretKeys } from './secret-keys';

describe('the keys of SECRET_KEY', () => {
  it('are the current one and those from before', () => {
    const keys = SecretKeys.of('b', 'a', undefined, 'b');
    expect([keys.current, keys.accepted]).toEqual(['b', ['b', 'a']]);
    expect(['a', 'b', 'c'].map((key) => keys.isRetired(key))).toEqual([true, false, false]);
  });

  it('take a new one at once, and use it later; the one before stays good', () => {
    const keys = SecretKeys.of('a');
    keys.rotateTo('b', 60_000);
    expect([keys.current, keys.accepted, keys.isRetired('b')]).toEqual(['a', ['a', 'b'], false]);
    keys.adopt();
    expect([keys.current, keys.accepted, keys.isRetired('a')]).toEqual(['b', ['b', 'a'], true]);
    keys.close();
  });

  it('use it by themselves when the time has come', async () => {
    const keys = SecretKeys.of('a');
    keys.rotateTo('b', 1);
    while (keys.current === 'a') await after(1);
    expect(keys.accepted).toEqual(['b', 'a']);
  });

  it('go back, and still take what another gateway may have made meanwhile', () => {
    const keys = SecretKeys.of('a');
    keys.rotateTo('b', 60_000);
    keys.rotateTo('a', 60_000);
    keys.adopt();
    expect([keys.current, keys.accepted]).toEqual(['a', ['a', 'b']]);
  });

  it('are another list after each change, and the same one between changes', () => {
    const keys = SecretKeys.of('a');
    const lists = [keys.accepted, keys.accepted];
    keys.accept('o');
    expect(lists[0]).toBe(lists[1]);
    expect(keys.accepted).not.toBe(lists[0]);
    expect(keys.accepted).toEqual(['a', 'o']);
  });

  it('always accept the one in use first, none twice, the latest eight from before, and no end of them', () => {
    const step = fc.record({
      act: fc.constantFrom('rotate', 'adopt', 'accept'),
      key: fc.string({ maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const keys = SecretKeys.of('first');
        for (const { act, key } of steps) {
          const before = keys.current;
          if (act === 'rotate') keys.rotateTo(key, 60_000);
          else if (act === 'adopt') keys.adopt();
          else keys.accept(key);
          expect(keys.accepted[0]).toBe(keys.current);
          expect(new Set(keys.accepted).size).toBe(keys.accepted.length);
          expect(keys.accepted.length).toBeLessThanOrEqual(10);
          expect(keys.accepted).toContain(key === '' || act === 'adopt' ? before : key);
          expect(keys.accepted).toContain(before);
        }
        keys.close();
      }),
    );
  });
});
