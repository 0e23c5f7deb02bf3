import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { refusalOf } from '../kernel/refusal.fixture';
import { HANG, lost, refusal, streamOf, WHOLE, type Act } from './fake-upstream.fixture';
import { callerOf, stopTime, type Asked } from './llm.fixture';
import { brokenOff, CircuitOpen, tooSlow } from './resilience/upstream-failure';

beforeEach(() => {
  stopTime();
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** Lets a call come to its end, whatever it waits for. */
async function settled<T>(asked: Promise<T>, ms = 1000): Promise<T> {
  asked.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(ms);
  return asked;
}

const counterOf = (): { attempts: number; isOpen: boolean } => ({ attempts: 0, isOpen: false });

describe('a call', () => {
  it.each<[string, readonly Act[], number, boolean]>([
    ['that is answered at once', [WHOLE], 1, true],
    ['that is answered the second time', [lost(), WHOLE], 2, true],
    ['that is answered the third time', [refusal(429), refusal(529), WHOLE], 3, true],
    ['that is never answered', [refusal(500)], 3, false],
    ['that is refused', [refusal(400)], 1, false],
  ])('%s counts its attempts, and may have cost something if answered', async (_, acts, attempts, isOpen) => {
    const { refused, upstream } = callerOf(acts);
    const counter = counterOf();
    const thrown = await settled(refused({ counter }));
    expect(thrown === undefined).toBe(isOpen);
    expect(counter).toEqual({ attempts, isOpen });
    expect(upstream.requests).toHaveLength(attempts);
  });

  it.each([0, 1, 2])('is made again as often as UPSTREAM_MAX_RETRIES says (%i)', async (most) => {
    const { refused, upstream } = callerOf([lost()], { UPSTREAM_MAX_RETRIES: String(most) });
    await settled(refused());
    expect(upstream.requests).toHaveLength(most + 1);
  });

  it.each([
    ['59', 2],
    ['60', 1],
    ['3600', 1],
  ])('whose provider asks to wait %s s of 60 makes %i attempts', async (wait, attempts) => {
    const { refused, upstream } = callerOf([refusal(529, { 'retry-after': wait }), WHOLE]);
    const asked = refused();
    await turn();
    await jest.advanceTimersByTimeAsync(58_999);
    expect(upstream.requests).toHaveLength(1);
    await settled(asked, 60_000);
    expect(upstream.requests).toHaveLength(attempts);
  });

  it('is not made again when its client leaves meanwhile, and does not wait for that', async () => {
    const { refused, upstream } = callerOf([refusal(529, { 'retry-after': '30' }), WHOLE]);
    const departure = new AbortController();
    const asked = refused({ departure: departure.signal });
    await jest.advanceTimersByTimeAsync(1000);
    departure.abort();
    expect(await asked).toMatchObject({ name: 'AbortError' });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(upstream.requests).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('of a client who has left is not made', async () => {
    const { refused, upstream } = callerOf([WHOLE]);
    const counter = counterOf();
    expect(await refused({ departure: AbortSignal.abort(), counter })).toMatchObject({ name: 'AbortError' });
    expect(upstream.requests).toEqual([]);
    expect(counter).toEqual({ attempts: 0, isOpen: false });
  });

  it.each<[string, Act]>([
    ['no answer', HANG],
    ['no end', { ...WHOLE, body: ['{', HANG] }],
    ['a refusal without an end', { ...refusal(529), body: ['{', HANG] }],
    ['an answer of another type without an end', { ...streamOf(HANG) }],
  ])('that has %s in time is a time-out, is called off, and is not made again', async (_, act) => {
    const { refused, upstream } = callerOf([act], { UPSTREAM_TIMEOUT_MS: '5000' });
    const from = Date.now();
    const asked = refused().then((error) => ({ error, after: Date.now() - from }));
    const { error, after } = await settled(asked, 60_000);
    expect(error).toMatchObject({ code: 'upstream_timeout', prospects: { sick: true } });
    expect(after).toBe(5000);
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.requests[0]?.signal.aborted).toBe(true);
  });

  it.each([
    [undefined, 60_000],
    [1500, 1500],
    [60_001, 60_000],
    [600_000, 60_000],
  ])('whose client waits %s ms ends after %i', async (waitsMs, end) => {
    const { refused } = callerOf([HANG]);
    const from = Date.now();
    const asked = refused(waitsMs === undefined ? {} : { waitsMs }).then(() => Date.now() - from);
    expect(await settled(asked, 120_000)).toBe(end);
  });
});

describe('the circuit of a model', () => {
  const env = { CIRCUIT_FAILURE_THRESHOLD: '2', CIRCUIT_RESET_SECONDS: '30' };

  it('counts calls, not attempts', async () => {
    const { refused, caller, upstream } = callerOf([refusal(500)], env);
    await settled(refused());
    expect(upstream.requests).toHaveLength(3);
    expect(caller.openCircuits).toEqual([]);
    await settled(refused());
    expect(caller.openCircuits).toEqual(['m']);
  });

  it('once open, nothing is asked and nothing is counted', async () => {
    const { refused, upstream } = callerOf([refusal(500)], env);
    await settled(refused());
    await settled(refused());
    const before = upstream.requests.length;
    const counter = counterOf();
    expect(await refused({ counter })).toBeInstanceOf(CircuitOpen);
    expect(upstream.requests).toHaveLength(before);
    expect(counter).toEqual({ attempts: 0, isOpen: false });
    upstream.acts = [WHOLE];
    expect(await refused({ model: 'other' })).toBeUndefined();
  });

  it('closes with a good probe', async () => {
    const { refused, caller, upstream } = callerOf([refusal(500)], env);
    await settled(refused());
    await settled(refused());
    upstream.acts = [WHOLE];
    await jest.advanceTimersByTimeAsync(30_000);
    expect(await refused()).toBeUndefined();
    expect(caller.openCircuits).toEqual([]);
  });

  it('opens on time-outs, but not on callers who would not wait', async () => {
    const { refused, caller } = callerOf([HANG], env);
    for (let each = 0; each < 10; each += 1)
      expect(await settled(refused({ waitsMs: 59_999 }), 60_000)).toMatchObject({ code: 'upstream_timeout' });
    expect(caller.openCircuits).toEqual([]);
    await settled(refused(), 60_000);
    await settled(refused(), 60_000);
    expect(caller.openCircuits).toEqual(['m']);
  });
});

describe('how the last call went', () => {
  it('is told by its end', async () => {
    const { caller, ask, upstream } = callerOf([WHOLE]);
    expect(caller.lastCall).toBe('none');
    await ask();
    expect(caller.lastCall).toBe('none');
    caller.ended('m');
    expect(caller.lastCall).toBe('answered');
    upstream.acts = [refusal(401)];
    await refusalOf(() => ask());
    expect(caller.lastCall).toBe('failed');
  });

  it.each<[string, unknown, string]>([
    ['broke off', brokenOff('x'), 'failed'],
    ['stalled', tooSlow(1, true), 'failed'],
    ['was called off', new DOMException('x', 'AbortError'), 'answered'],
  ])('is %s where the answer had begun', (_, failure, last) => {
    const { caller } = callerOf([]);
    caller.ended('m');
    caller.ended('m', failure);
    expect(caller.lastCall).toBe(last);
  });

  it.each<[string, Act, Asked]>([
    ['whose request was wrong', refusal(400), {}],
    ['whose client left', HANG, { departure: AbortSignal.abort() }],
  ])('is not that of a call %s', async (_, act, asked) => {
    const { caller, refused } = callerOf([act]);
    caller.ended('m');
    expect(await settled(refused(asked))).toBeDefined();
    expect(caller.lastCall).toBe('answered');
  });
});

describe('a gateway that is told to end', () => {
  it('lets a call come to its end', async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const { ask, drain } = callerOf([{ ...WHOLE, body: [held, ...WHOLE.body] }]);
    const asked = ask();
    let ended = false;
    const ending = drain.end(30_000).then(() => (ended = true));
    await jest.advanceTimersByTimeAsync(29_000);
    expect(ended).toBe(false);
    answer();
    expect((await asked).body.toString()).toBe(WHOLE.body[0]);
    await ending;
    expect(ended).toBe(true);
  });

  it.each<[string, Act]>([
    ['is under way', HANG],
    ['waits for its next attempt', refusal(529, { 'retry-after': '50' })],
  ])('cuts one that %s when the grace is over', async (_, act) => {
    const { refused, drain, upstream } = callerOf([act]);
    const from = Date.now();
    const asked = refused().then((error) => ({ error, after: Date.now() - from }));
    await turn();
    const ending = drain.end(30_000);
    await jest.advanceTimersByTimeAsync(30_000);
    await ending;
    expect(await asked).toMatchObject({ error: { name: 'AbortError' }, after: 30_000 });
    expect(upstream.requests[0]?.signal.aborted).toBe(true);
  });

  it.each<[string, Act]>([
    ['answered', WHOLE],
    ['refused', refusal(400)],
  ])('does not wait for calls that were %s, and nothing of them stays', async (_, act) => {
    const { refused, drain } = callerOf([act]);
    const departure = new AbortController();
    await refused({ departure: departure.signal });
    expect(drain.cut.listeners).toBe(0);
    expect(getEventListeners(departure.signal, 'abort')).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
    await expect(drain.end(30_000)).resolves.toBeUndefined();
  });
});

it('the caller goes by the id of its upstream', () => {
  expect(callerOf([]).caller.id).toBe('fake');
});
