import { Drain } from './drain';

let drain: Drain;
let isOver: boolean;
beforeEach(() => {
  jest.useFakeTimers();
  drain = new Drain();
  isOver = false;
});
afterEach(() => jest.useRealTimers());

function end(graceMs: number): Promise<void> {
  return drain.end(graceMs).then(() => {
    isOver = true;
  });
}
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('a gateway that is told to end', () => {
  it('takes no new work from then on', () => {
    expect(drain.isEnding).toBe(false);
    void end(1000);
    expect(drain.isEnding).toBe(true);
  });

  it('ends at once where nothing is under way', async () => {
    drain.enter()();
    await end(1000);
    expect([drain.cut.aborted, jest.getTimerCount()]).toEqual([false, 0]);
  });

  it('ends when the last of what is under way is over, and cuts nothing', async () => {
    const leaves = [drain.enter(), drain.enter()];
    const ending = end(1000);
    leaves[0]?.();
    await pass(999);
    expect(isOver).toBe(false);
    leaves[1]?.();
    await ending;
    expect([drain.cut.aborted, jest.getTimerCount()]).toEqual([false, 0]);
  });

  it('cuts what is under way still when the grace is over', async () => {
    const reasons: unknown[] = [];
    drain.cut.addEventListener('abort', () => reasons.push(drain.cut.reason));
    const leave = drain.enter();
    const ending = end(1000);
    await pass(999);
    expect([isOver, drain.cut.aborted]).toEqual([false, false]);
    await pass(1);
    await ending;
    expect([drain.cut.aborted, reasons.length]).toEqual([true, 1]);
    expect(leave).not.toThrow();
  });

  it('cuts at once without a grace', async () => {
    drain.enter();
    const ending = end(0);
    await pass(0);
    await ending;
    expect(drain.cut.aborted).toBe(true);
  });
});
