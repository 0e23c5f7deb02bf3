import { getEventListeners } from 'node:events';
import { stopTime } from '../llm.fixture';
import { Patience } from './patience';
import { type UpstreamFailure } from './upstream-failure';

beforeEach(stopTime);
afterEach(() => {
  jest.useRealTimers();
});

const never = (): Promise<void> => new Promise(() => undefined);

/** When the signal fired, in milliseconds from now; undefined: not in an hour. */
async function endOf(patience: Patience): Promise<number | undefined> {
  const from = Date.now();
  let at: number | undefined;
  patience.signal.addEventListener('abort', () => (at = Date.now() - from));
  await jest.advanceTimersByTimeAsync(3_600_000);
  return at;
}

describe('the patience with a provider', () => {
  it('lasts as long as its silence may', async () => {
    const patience = new Patience(1000, []);
    expect(patience.deadline).toBe(Date.now() + 1000);
    expect(await endOf(patience)).toBe(1000);
    expect(patience.timedOut).toBe(true);
    patience.end();
  });

  it('begins anew with each piece', async () => {
    const patience = new Patience(1000, []);
    for (let piece = 0; piece < 5; piece += 1) {
      await jest.advanceTimersByTimeAsync(999);
      patience.heard();
    }
    expect(patience.signal.aborted).toBe(false);
    expect(await endOf(patience)).toBe(1000);
    patience.end();
  });

  it('ends for a stream that drips, at ten times the silence after which nothing had come', async () => {
    const patience = new Patience(1000, []);
    const from = Date.now();
    await jest.advanceTimersByTimeAsync(600);
    while (!patience.signal.aborted && Date.now() - from < 60_000) {
      patience.heard();
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(Date.now() - from).toBeGreaterThan(9000);
    expect(Date.now() - from).toBeLessThanOrEqual(10_000);
    expect(patience.timedOut).toBe(true);
    patience.end();
  });

  it('does not run out while our own reader is slow, and begins anew after', async () => {
    const patience = new Patience(1000, []);
    let taken: () => void = () => undefined;
    const held = patience.whileHeld(new Promise((resolve) => (taken = resolve)));
    await jest.advanceTimersByTimeAsync(5500);
    expect(patience.signal.aborted).toBe(false);
    taken();
    await held;
    expect(await endOf(patience)).toBe(1000);
    patience.end();
  });

  it('does not wait for a reader for ever: in all it ends at ten times the silence', async () => {
    const patience = new Patience(1000, []);
    patience.heard();
    const held = patience.whileHeld(never()).catch((error: unknown) => error);
    expect(await endOf(patience)).toBe(9000);
    expect(await held).toMatchObject({ name: 'AbortError' });
    patience.end();
  });
});

describe('who no longer wants an answer', () => {
  it.each([0, 1])('ends it at once, as the signal %i of two, and no time is up', async (which) => {
    const ends = [new AbortController(), new AbortController()];
    const patience = new Patience(
      1000,
      ends.map(({ signal }) => signal),
    );
    const held = patience.whileHeld(never()).catch((error: unknown) => error);
    ends[which]?.abort();
    expect(patience.signal.aborted).toBe(true);
    expect(await held).toMatchObject({ name: 'AbortError' });
    expect(patience.timedOut).toBe(false);
    patience.end();
  });

  it('ends it before it begins', () => {
    const patience = new Patience(1000, [AbortSignal.abort()]);
    expect(patience.signal.aborted).toBe(true);
    patience.end();
  });

  it.each<[string, (patience: Patience) => Promise<void>]>([
    ['a held reader', (patience) => patience.whileHeld(never())],
    ['a pause', (patience) => patience.pause(60_000)],
  ])('does not wait for %s that comes after the end', async (_, wait) => {
    const patience = new Patience(1000, [AbortSignal.abort()]);
    await expect(wait(patience)).rejects.toMatchObject({ name: 'AbortError' });
    patience.end();
  });
});

describe('a pause', () => {
  it('lasts as long as it is told', async () => {
    const patience = new Patience(1000, []);
    const passed: number[] = [];
    const from = Date.now();
    const paused = patience.pause(500).then(() => passed.push(Date.now() - from));
    await jest.advanceTimersByTimeAsync(499);
    expect(passed).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    await paused;
    expect(passed).toEqual([500]);
    patience.end();
  });

  it('ends when the call does', async () => {
    const departure = new AbortController();
    const patience = new Patience(1000, [departure.signal]);
    const paused = patience.pause(500).catch((error: unknown) => error);
    departure.abort();
    expect(await paused).toMatchObject({ name: 'AbortError' });
    patience.end();
  });
});

describe('what a failure was', () => {
  it.each([true, false])('is that the time was up, if it was (a sign of sickness: %s)', async (isSign) => {
    const patience = new Patience(1000, [], isSign);
    const error = new Error('x');
    expect(patience.explain(error)).toBe(error);
    await jest.advanceTimersByTimeAsync(1000);
    const explained = patience.explain(error) as UpstreamFailure;
    expect(explained.code).toBe('upstream_timeout');
    expect(explained.message).toContain('silent for 1000 ms');
    expect(explained.prospects).toEqual({ again: false, sick: isSign });
    patience.end();
  });
});

describe('when it is over', () => {
  it.each<[string, (patience: Patience, departure: AbortController) => unknown]>([
    ['unused', () => undefined],
    [
      'after pieces',
      (patience) => {
        patience.heard();
      },
    ],
    ['after a held reader', (patience) => patience.whileHeld(Promise.resolve())],
    [
      'after many held readers',
      async (patience) => {
        for (let each = 0; each < 20; each += 1) await patience.whileHeld(Promise.resolve());
      },
    ],
    [
      'after a reader that failed',
      (patience) => patience.whileHeld(Promise.reject(new Error('x'))).catch(() => undefined),
    ],
    [
      'after a pause',
      async (patience) => {
        const paused = patience.pause(10);
        await jest.advanceTimersByTimeAsync(10);
        await paused;
      },
    ],
    [
      'after a pause that was called off',
      async (patience, departure) => {
        const paused = patience.pause(10).catch(() => undefined);
        departure.abort();
        await paused;
      },
    ],
    ['after its time', () => jest.advanceTimersByTimeAsync(1000)],
    [
      'after its client left',
      (_, departure) => {
        departure.abort();
      },
    ],
  ])('%s, no timer and no listener stays', async (_, use) => {
    const departure = new AbortController();
    const patience = new Patience(1000, [departure.signal]);
    await use(patience, departure);
    expect(patience.listeners).toBe(0);
    patience.end();
    expect(patience.signal.aborted).toBe(true);
    expect(getEventListeners(departure.signal, 'abort')).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
