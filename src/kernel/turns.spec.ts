import { Turns } from './turns';

/** Works until it is somebody else's turn. */
function spin(turns: Turns): void {
  while (!turns.areDue());
}

/** Counts the rounds of the event loop until it is told to stop. */
function rounds(): { readonly count: number; stop(): void } {
  let count = 0;
  let next = setImmediate(function go() {
    count += 1;
    next = setImmediate(go);
  });
  return {
    get count() {
      return count;
    },
    stop: () => {
      clearImmediate(next);
    },
  };
}

describe('turns', () => {
  it('are not due at the beginning, nor right after one', async () => {
    const turns = new Turns();
    expect(turns.areDue(256)).toBe(false);
    spin(turns);
    await turns.next();
    expect(turns.areDue(256)).toBe(false);
  });

  it('let timers and sockets have theirs', async () => {
    const turns = new Turns();
    const done: string[] = [];
    setTimeout(() => done.push('timer'), 1);
    spin(turns);
    await turns.next();
    await turns.next();
    expect(done).toEqual(['timer']);
  });

  it('are taken one in each round of the event loop, in the order that they were asked for', async () => {
    const counted = rounds();
    const taken: (readonly [string, number])[] = [];
    const work = async (name: string): Promise<void> => {
      const turns = new Turns();
      for (let piece = 0; piece < 3; piece += 1) {
        await turns.next();
        taken.push([name, counted.count]);
      }
    };
    await Promise.all(['a', 'b', 'c'].map(work));
    counted.stop();
    expect(taken.map(([name]) => name).join('')).toBe('abcabcabc');
    expect(new Set(taken.map(([, round]) => round)).size).toBe(9);
  });
});
