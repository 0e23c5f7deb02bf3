import type { Signal } from '../kernel';
import { SharedAnswers } from './shared-answers';

interface Answer {
  readonly said: string;
}

const MINUTE = 60_000;

/** Work that ends as the test says, and knows when nobody waits for it any more. */
class Work {
  calls = 0;
  allLeft: Signal = new AbortController().signal;
  finish: (answer: Answer) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;

  readonly run = (allLeft: Signal): Promise<Answer> => {
    this.calls += 1;
    this.allLeft = allLeft;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
  };
}

/** Lets those who wait be told. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const SAID: Answer = { said: 'a' };
const leaving = (): AbortController => new AbortController();

function shareOf(shared = new SharedAnswers<Answer>(), key = 'k') {
  return (work: Work, departure = leaving().signal, keepMs = 0) =>
    shared.share(key, departure, work.run, () => keepMs);
}

describe('those who ask the same at once', () => {
  it('are answered by one work, and one of them owns it', async () => {
    const [share, work] = [shareOf(), new Work()];
    const asked = [share(work), share(work), share(work)];
    await turn();
    work.finish(SAID);
    expect(await Promise.all(asked)).toEqual([
      { answer: SAID, isOwn: true },
      { answer: SAID, isOwn: false },
      { answer: SAID, isOwn: false },
    ]);
    expect(work.calls).toBe(1);
  });

  it('wait for nobody who asks something else', async () => {
    const shared = new SharedAnswers<Answer>();
    const [slow, quick] = [new Work(), new Work()];
    void shareOf(shared, 'other')(slow);
    const asked = shareOf(shared)(quick);
    await turn();
    quick.finish(SAID);
    expect(await asked).toEqual({ answer: SAID, isOwn: true });
  });

  it('all fail with it, and who asks after that begins anew', async () => {
    const [share, work, next] = [shareOf(), new Work(), new Work()];
    const asked = [share(work), share(work)].map((one) => one.catch((error: unknown) => error));
    await turn();
    const error = new Error('it failed');
    work.fail(error);
    expect(await Promise.all(asked)).toEqual([error, error]);
    const again = share(next, leaving().signal, MINUTE);
    await turn();
    next.finish(SAID);
    expect(await again).toEqual({ answer: SAID, isOwn: true });
  });

  it('fail with what work raises at once', async () => {
    const error = new Error('at once');
    const raise = (): Promise<Answer> => {
      throw error;
    };
    const shared = new SharedAnswers<Answer>();
    await expect(shared.share('k', leaving().signal, raise, () => MINUTE)).rejects.toBe(error);
  });
});

describe('an answer', () => {
  beforeEach(() => {
    // The time is asked once in a millisecond.
    jest.useFakeTimers({ doNotFake: ['performance', 'nextTick', 'queueMicrotask', 'setImmediate'] });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  /** Asks, and tells whether it had to be worked for. */
  async function isFresh(shared: SharedAnswers<Answer>, keepMs: number, key = 'k', said = 'a') {
    const work = (): Promise<Answer> => Promise.resolve({ said });
    return (await shared.share(key, leaving().signal, work, () => keepMs)).isOwn;
  }

  it.each([1, MINUTE])(
    'that is kept for %i ms is given for so long, and not a millisecond more',
    async (ms) => {
      const from = Math.floor(performance.now());
      const now = jest.spyOn(performance, 'now').mockReturnValue(from);
      const shared = new SharedAnswers<Answer>();
      expect(await isFresh(shared, ms)).toBe(true);
      jest.advanceTimersByTime(1);
      now.mockReturnValue(from + ms);
      expect(await isFresh(shared, ms)).toBe(false);
      jest.advanceTimersByTime(1);
      now.mockReturnValue(from + ms + 1);
      expect(await isFresh(shared, ms)).toBe(true);
    },
  );

  it('that is kept for no time is not given again', async () => {
    const shared = new SharedAnswers<Answer>();
    expect([await isFresh(shared, 0), await isFresh(shared, 0)]).toEqual([true, true]);
  });

  it('says itself for how long it is kept', async () => {
    const shared = new SharedAnswers<Answer>();
    const keepMs = jest.fn((answer: Answer) => (answer.said === 'short' ? 0 : MINUTE));
    const ask = (said: string) =>
      shared.share('k', leaving().signal, () => Promise.resolve({ said }), keepMs);
    expect((await ask('short')).isOwn).toBe(true);
    expect((await ask('long')).isOwn).toBe(true);
    expect(await ask('other')).toEqual({ answer: { said: 'long' }, isOwn: false });
  });

  it('is one of a thousand at most, those that were used last', async () => {
    const shared = new SharedAnswers<Answer>();
    for (let each = 0; each < 1000; each += 1) await isFresh(shared, MINUTE, String(each));
    expect(await isFresh(shared, MINUTE, '0')).toBe(false);
    await isFresh(shared, MINUTE, 'more');
    expect(await isFresh(shared, MINUTE, '0')).toBe(false);
    expect(await isFresh(shared, MINUTE, '1')).toBe(true);
  });

  it('has a place among 16 Mi characters of JSON', async () => {
    const shared = new SharedAnswers<Answer>();
    const half = 'x'.repeat(8_388_608 - JSON.stringify({ said: '' }).length);
    await isFresh(shared, MINUTE, 'one', half);
    await isFresh(shared, MINUTE, 'two', half);
    expect(await isFresh(shared, 0, 'one')).toBe(false);
    expect(await isFresh(shared, 0, 'two')).toBe(false);
    await isFresh(shared, MINUTE, 'three', 'x');
    expect(await isFresh(shared, 0, 'one')).toBe(true);
    expect(await isFresh(shared, 0, 'two')).toBe(false);
    await isFresh(shared, MINUTE, 'too long', 'x'.repeat(16_777_216));
    expect(await isFresh(shared, 0, 'too long')).toBe(true);
    expect(await isFresh(shared, 0, 'three')).toBe(false);
  });
});

describe('who leaves', () => {
  it('is told the reason at once, and the others get the answer', async () => {
    const [share, work, departure] = [shareOf(), new Work(), leaving()];
    const left = share(work, departure.signal).catch((error: unknown) => error);
    const stays = share(work);
    await turn();
    const reason = new Error('left');
    departure.abort(reason);
    expect(await left).toBe(reason);
    expect(work.allLeft.aborted).toBe(false);
    work.finish(SAID);
    expect(await stays).toEqual({ answer: SAID, isOwn: false });
  });

  it('has left before begins nothing', async () => {
    const work = new Work();
    const reason = new Error('left');
    await expect(shareOf()(work, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(work.calls).toBe(0);
  });

  it('does not keep others from one who comes later', async () => {
    const [share, work, first] = [shareOf(), new Work(), leaving()];
    const left = share(work, first.signal).catch(() => undefined);
    const second = share(work);
    first.abort();
    await left;
    const third = share(work);
    await turn();
    work.finish(SAID);
    expect([(await second).answer, (await third).answer, work.calls]).toEqual([SAID, SAID, 1]);
  });

  it('as the last calls the work off, and who asks after that begins anew', async () => {
    const [share, work, next] = [shareOf(), new Work(), new Work()];
    const departures = [leaving(), leaving()];
    const left = departures.map(({ signal }) => share(work, signal).catch((error: unknown) => error));
    await turn();
    departures[0]?.abort(new Error('first'));
    expect(work.allLeft.aborted).toBe(false);
    departures[1]?.abort(new Error('last'));
    expect(work.allLeft.reason).toEqual(new Error('last'));
    expect(await Promise.all(left)).toEqual([new Error('first'), new Error('last')]);
    const asked = share(next);
    await turn();
    expect(next.calls).toBe(1);
    // What was called off ends meanwhile, and takes nobody's place.
    work.fail(new Error('called off'));
    await turn();
    const joins = share(new Work());
    next.finish(SAID);
    expect(await Promise.all([asked, joins])).toEqual([
      { answer: SAID, isOwn: true },
      { answer: SAID, isOwn: false },
    ]);
  });

  it('when there is an answer changes nothing: it is kept, and the next work goes on', async () => {
    const [shared, work, departure] = [new SharedAnswers<Answer>(), new Work(), leaving()];
    const share = shareOf(shared);
    const asked = share(work, departure.signal);
    await turn();
    work.finish(SAID);
    await asked;
    const next = new Work();
    const second = share(next, leaving().signal, MINUTE);
    await turn();
    departure.abort();
    expect(next.allLeft.aborted).toBe(false);
    const third = share(new Work());
    next.finish({ said: 'b' });
    expect(await Promise.all([second, third])).toEqual([
      { answer: { said: 'b' }, isOwn: true },
      { answer: { said: 'b' }, isOwn: false },
    ]);
    departure.abort();
    expect((await share(new Work())).answer).toEqual({ said: 'b' });
  });
});
