import type { Overview } from '@sallyport/client';
import { Feed, type OpenFeed } from './feed';

/** A stream that a test feeds, as often as it is opened. */
function source() {
  const opened: {
    push: (overview: Overview) => void;
    fail: (error: Error) => void;
    lose: () => void;
    signal: AbortSignal;
  }[] = [];
  const open: OpenFeed = async function* ({ signal, onState }) {
    const waiting: Overview[] = [];
    let wake: () => void = () => undefined;
    let failure: Error | undefined;
    opened.push({
      signal,
      push: (overview) => {
        waiting.push(overview);
        wake();
      },
      fail: (error) => {
        failure = error;
        wake();
      },
      lose: () => {
        onState('reconnecting');
      },
    });
    signal.addEventListener('abort', () => {
      wake();
    });
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (failure !== undefined) throw failure;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { opened, open };
}

const overviewAt = (timestamp: string): Overview => ({ timestamp }) as Overview;
const FIRST = overviewAt('2026-01-01T00:00:00Z');

/** Until the stream has been heard. */
const heard = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the feed', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  function watched() {
    const { opened, open } = source();
    const feed = new Feed(open, 60_000);
    const looker = jest.fn();
    return { feed, opened, leave: feed.subscribe(looker), looker };
  }

  it('is opened by whoever looks first, and shared with the next', async () => {
    const { feed, opened, looker } = watched();
    expect(feed.state().connection).toBe('connecting');
    feed.subscribe(() => undefined);
    opened[0]?.push(FIRST);
    await heard();
    expect(feed.state()).toEqual({ connection: 'connected', overview: FIRST, error: undefined });
    expect(looker).toHaveBeenCalled();
    expect(opened).toHaveLength(1);
  });

  it('keeps what came last while the connection is lost', async () => {
    const { feed, opened } = watched();
    opened[0]?.lose();
    expect(feed.state().connection).toBe('reconnecting');
    opened[0]?.push(FIRST);
    await heard();
    opened[0]?.lose();
    expect(feed.state()).toMatchObject({ connection: 'reconnecting', overview: FIRST });
  });

  it('says why it was refused, and asks again when it is told to', async () => {
    const { feed, opened } = watched();
    const error = new Error('no right');
    opened[0]?.fail(error);
    await heard();
    expect(feed.state()).toMatchObject({ connection: 'refused', error });
    feed.seen(false);
    feed.seen(true);
    expect(opened).toHaveLength(1);
    feed.retry();
    expect(feed.state()).toMatchObject({ connection: 'connecting', error: undefined });
    expect(opened).toHaveLength(2);
  });

  it.each([
    ['nobody looks', (_: Feed, leave: () => void) => (leave(), undefined)],
    ['the tab is hidden', (feed: Feed) => (feed.seen(false), undefined)],
  ])('rests a minute after %s', (_, turnAway) => {
    const { feed, opened, leave } = watched();
    turnAway(feed, leave);
    jest.advanceTimersByTime(59_999);
    expect(opened[0]?.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(opened[0]?.signal.aborted).toBe(true);
    expect(feed.state().connection).toBe('paused');
  });

  it('goes on as before where somebody looks again within the minute', () => {
    const { feed, opened, leave } = watched();
    leave();
    jest.advanceTimersByTime(30_000);
    feed.subscribe(() => undefined);
    jest.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(1);
    expect(opened[0]?.signal.aborted).toBe(false);
  });

  it('ends with the session at once, and begins anew with the next', async () => {
    const { feed, opened } = watched();
    opened[0]?.push(FIRST);
    await heard();
    feed.allowed(false);
    expect(opened[0]?.signal.aborted).toBe(true);
    expect(feed.state()).toMatchObject({ connection: 'paused', overview: FIRST });
    feed.allowed(true);
    expect(opened).toHaveLength(2);
    expect(feed.state().connection).toBe('reconnecting');
  });

  it('tells nothing of a stream that it has ended', async () => {
    const { feed, opened } = watched();
    feed.retry();
    opened[0]?.push(FIRST);
    opened[0]?.fail(new Error('late'));
    await heard();
    expect(feed.state()).toMatchObject({ connection: 'connecting', overview: undefined });
  });
});
