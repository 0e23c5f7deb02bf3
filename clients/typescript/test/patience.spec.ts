import { AbortedError, TimeoutError } from '../src/errors.js';
import { Patience } from '../src/patience.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('patience', () => {
  it('ends with its time', () => {
    const patience = new Patience(undefined, 100);
    jest.advanceTimersByTime(99);
    expect([patience.signal.aborted, patience.left]).toEqual([false, 1]);
    jest.advanceTimersByTime(1);
    expect(patience.signal.reason).toBeInstanceOf(TimeoutError);
  });

  it('begins anew when something has come, and does not count while that is made use of', () => {
    const patience = new Patience(undefined, 100);
    jest.advanceTimersByTime(99);
    patience.renew();
    jest.advanceTimersByTime(99);
    patience.pause();
    jest.advanceTimersByTime(100_000);
    expect(patience.signal.aborted).toBe(false);
    patience.renew();
    jest.advanceTimersByTime(100);
    expect(patience.signal.reason).toBeInstanceOf(TimeoutError);
  });

  it('without a time has no end', () => {
    const patience = new Patience(undefined, 0);
    patience.renew();
    expect([patience.left, jest.getTimerCount()]).toEqual([Infinity, 0]);
  });

  it('leaves no timer when it is ended, and ends what is under way', async () => {
    const patience = new Patience(undefined, 100);
    const sleeping = patience.sleep(50);
    patience.end();
    await expect(sleeping).rejects.toThrow(AbortedError);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('sleeps as long as it should', async () => {
    const patience = new Patience(undefined, 100);
    const sleeping = patience.sleep(50);
    jest.advanceTimersByTime(50);
    await expect(sleeping).resolves.toBeUndefined();
    patience.end();
  });

  it('waits for others, and not longer than it may', async () => {
    const patience = new Patience(undefined, 100);
    await expect(patience.until(Promise.resolve(1))).resolves.toBe(1);
    const waiting = patience.until(new Promise(() => undefined));
    jest.advanceTimersByTime(100);
    await expect(waiting).rejects.toThrow(TimeoutError);
    await expect(patience.until(Promise.resolve(1))).rejects.toThrow(TimeoutError);
  });
});
