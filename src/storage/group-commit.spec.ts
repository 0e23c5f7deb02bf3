import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { GroupCommit } from './group-commit';

/** A disk that commits when the test says so. */
class HeldDisk {
  readonly batches: (readonly number[])[] = [];
  readonly #held: { succeed: () => void; reject: (error: Error) => void }[] = [];

  /** What comes of an item is its name. */
  readonly commit = (batch: readonly number[]): Promise<readonly string[]> => {
    this.batches.push(batch);
    return new Promise((resolve, reject) => {
      const succeed = (): void => {
        resolve(batch.map(nameOf));
      };
      this.#held.push({ succeed, reject });
    });
  };

  succeed(): void {
    this.#held.shift()?.succeed();
  }

  fail(): void {
    this.#held.shift()?.reject(new Error('disk full'));
  }
}

const MOST = 256;
const nameOf = (item: number): string => `item ${String(item)}`;
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

describe('a group commit', () => {
  it('is one commit for all callers of a turn, in their order', async () => {
    const disk = new HeldDisk();
    const group = new GroupCommit(disk.commit, MOST);
    const added = range(0, 5).map((item) => group.add(item));
    expect(disk.batches).toEqual([]);
    await turn();
    expect(disk.batches).toEqual([[0, 1, 2, 3, 4]]);
    disk.succeed();
    await Promise.all(added);
    await group.idle();
  });

  it('is resolved when the item is durable and not before; the next batch fills meanwhile', async () => {
    const disk = new HeldDisk();
    const group = new GroupCommit(disk.commit, MOST);
    const durable: number[] = [];
    const add = (item: number): Promise<void> =>
      group.add(item).then(() => {
        durable.push(item);
      });
    const first = add(1);
    await turn();
    const others = [add(2), add(3)];
    await turn();
    expect([disk.batches, durable]).toEqual([[[1]], []]);
    disk.succeed();
    await first;
    await turn();
    expect([disk.batches, durable]).toEqual([[[1], [2, 3]], [1]]);
    disk.succeed();
    await Promise.all(others);
    expect(durable).toEqual([1, 2, 3]);
  });

  it('of a crowd lets those join who come some turns after it, and does not wait for them for ever', async () => {
    const disk = new HeldDisk();
    const group = new GroupCommit(disk.commit, MOST);
    const crowd = range(0, 8).map((item) => group.add(item));
    await turn();
    const early = group.add(8);
    disk.succeed();
    await Promise.all(crowd);
    await turn();
    const late = range(9, 12).map((item) => group.add(item));
    while (disk.batches.length < 2) await turn();
    expect(disk.batches[1]).toEqual([8, 9, 10, 11]);
    disk.succeed();
    expect(await Promise.all([early, ...late])).toEqual([8, 9, 10, 11].map(nameOf));
    await group.idle();
  });

  it('tells each caller what came of its own item, and of nobody else’s', async () => {
    const group = new GroupCommit<{ readonly name: string }, { readonly of: string }>(
      (batch) => Promise.resolve(batch.map(({ name }) => ({ of: name }))),
      MOST,
    );
    const same = { name: 'b' };
    const first = ['a', 'b', 'c'].map((name) => group.add({ name }));
    const twice = [group.add(same), group.add(same)];
    expect((await Promise.all(first)).map((result) => result.of)).toEqual(['a', 'b', 'c']);
    expect(await Promise.all(twice)).toEqual([{ of: 'b' }, { of: 'b' }]);
    expect(await group.add({ name: 'd' })).toEqual({ of: 'd' });
  });

  it('is rejected for exactly its batch, and goes on', async () => {
    const disk = new HeldDisk();
    const group = new GroupCommit(disk.commit, MOST);
    const first = Promise.allSettled([group.add(1), group.add(2)]);
    await turn();
    const second = Promise.allSettled([group.add(3)]);
    disk.fail();
    expect(await first).toEqual([1, 2].map(() => ({ status: 'rejected', reason: new Error('disk full') })));
    await turn();
    disk.succeed();
    expect(await second).toEqual([{ status: 'fulfilled', value: 'item 3' }]);
    await group.idle();
    const third = group.add(4);
    await turn();
    disk.succeed();
    await third;
    expect(disk.batches).toEqual([[1, 2], [3], [4]]);
  });

  it('is rejected when the commit throws before it begins', async () => {
    const group = new GroupCommit<number>(() => {
      throw new Error('no statement');
    }, MOST);
    await expect(group.add(1)).rejects.toThrow('no statement');
    await group.idle();
  });

  it('is never of more items than it may, and tells of its largest', async () => {
    const sizes: number[] = [];
    const group = new GroupCommit<number, number>((batch) => {
      sizes.push(batch.length);
      return Promise.resolve(batch);
    }, MOST);
    expect(group.largestBatch).toBe(0);
    await group.add(-1);
    expect(group.largestBatch).toBe(1);
    const results = await Promise.all(range(0, 600).map((item) => group.add(item)));
    expect(sizes).toEqual([1, 256, 256, 88]);
    expect(group.largestBatch).toBe(256);
    expect(results).toEqual(range(0, 600));
  });

  it('is idle when nothing waits, at once at first, and after a failure', async () => {
    const disk = new HeldDisk();
    const group = new GroupCommit(disk.commit, MOST);
    await group.idle();
    const lost = group.add(1).catch((error: unknown) => error);
    let idle = false;
    const becoming = group.idle().then(() => {
      idle = true;
    });
    await turn();
    expect(idle).toBe(false);
    const late = group.add(2);
    disk.fail();
    await lost;
    await turn();
    expect(idle).toBe(false);
    disk.succeed();
    await late;
    await becoming;
    expect(idle).toBe(true);
  });

  it('commits every item exactly once and in order, whenever it comes and whatever fails', async () => {
    const wave = fc.record({ items: fc.nat({ max: 300 }), turns: fc.nat({ max: 3 }) });
    const run = fc.asyncProperty(
      fc.array(wave, { maxLength: 6 }),
      fc.nat({ max: 4 }),
      async (waves, failing) => {
        const committed: number[] = [];
        const tried: number[] = [];
        let batches = 0;
        let inFlight = 0;
        const group = new GroupCommit<number, string>(async (batch) => {
          inFlight += 1;
          expect(inFlight).toBe(1);
          batches += 1;
          const fails = batches === failing;
          await turn();
          tried.push(...batch);
          inFlight -= 1;
          if (fails) throw new Error('disk full');
          committed.push(...batch);
          return batch.map(nameOf);
        }, MOST);
        const outcomes: Promise<number | undefined>[] = [];
        let next = 0;
        for (const { items, turns } of waves) {
          for (const item of range(next, next + items)) {
            outcomes.push(
              group.add(item).then(
                (result) => {
                  expect(result).toBe(nameOf(item));
                  return item;
                },
                () => undefined,
              ),
            );
          }
          next += items;
          for (let passed = 0; passed < turns; passed += 1) await turn();
        }
        const durable = (await Promise.all(outcomes)).filter((item) => item !== undefined);
        await group.idle();
        expect(tried).toEqual(range(0, next));
        expect(committed).toEqual(durable);
      },
    );
    await fc.assert(run, { numRuns: 50 });
  });
});
