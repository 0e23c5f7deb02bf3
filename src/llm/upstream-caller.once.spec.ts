import { HANG, lost, plainOf, refusal, WHOLE, type Act } from './fake-upstream.fixture';
import { callerOf, callOf, stopTime, testOf, type TestCaller } from './llm.fixture';
import { askWhole } from './open-answer';
import { CircuitOpen } from './resilience/upstream-failure';

beforeEach(() => {
  stopTime();
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const REQUEST = { method: 'GET', target: '/', headers: {}, body: undefined } as const;
const counterOf = (): { attempts: number; isOpen: boolean } => ({ attempts: 0, isOpen: false });

/** Asks once. What it is refused with, or undefined. */
function once({ caller }: TestCaller, counter = counterOf(), departure?: AbortSignal): Promise<unknown> {
  return caller
    .patiently(departure, undefined, (patience) =>
      caller.call(
        'm',
        patience,
        counter,
        (asked) => askWhole(asked, { ...REQUEST, signal: patience.signal }),
        true,
      ),
    )
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

describe('a call that is made once', () => {
  it.each<[string, Act, string | undefined, boolean]>([
    ['that is answered', WHOLE, undefined, true],
    ['that cannot be connected', lost(), 'upstream_error', false],
    ['that fails', refusal(500), 'upstream_error', false],
    ['that is overloaded', refusal(529, { 'retry-after': '1' }), 'upstream_unavailable', false],
    ['that is limited', refusal(429, { 'x-should-retry': 'true' }), 'upstream_unavailable', false],
    ['that breaks off', plainOf('{', lost()), 'upstream_error', true],
    ['that is refused', refusal(400), 'validation_failed', false],
  ])('%s has one attempt, and waits for nothing', async (_, act, code, isOpen) => {
    const test = callerOf([act]);
    const counter = counterOf();
    const refused = await once(test, counter);
    expect((refused as { readonly code?: string } | undefined)?.code).toBe(code);
    expect(counter).toEqual({ attempts: 1, isOpen });
    expect(test.upstream.requests).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not made of a client who has left', async () => {
    const test = callerOf([WHOLE]);
    const counter = counterOf();
    expect(await once(test, counter, AbortSignal.abort())).toMatchObject({ name: 'AbortError' });
    expect([counter.attempts, test.upstream.requests]).toEqual([0, []]);
  });

  it('ends when its time is up', async () => {
    const test = callerOf([HANG], { UPSTREAM_TIMEOUT_MS: '5000' });
    const counter = counterOf();
    const asked = once(test, counter);
    await jest.advanceTimersByTimeAsync(5000);
    expect(await asked).toMatchObject({ code: 'upstream_timeout' });
    expect(counter).toEqual({ attempts: 1, isOpen: true });
  });

  it('counts for the circuit of its model, and is held back by it', async () => {
    const test = callerOf([refusal(500)], { CIRCUIT_FAILURE_THRESHOLD: '2' });
    await once(test);
    await once(test);
    expect(test.caller.openCircuits).toEqual(['m']);
    expect(test.caller.lastCall).toBe('failed');
    const counter = counterOf();
    expect(await once(test, counter)).toBeInstanceOf(CircuitOpen);
    expect(counter).toEqual({ attempts: 0, isOpen: false });
    expect(test.upstream.requests).toHaveLength(2);
  });

  it('takes nothing of the retries of others', async () => {
    const test = callerOf([refusal(500)], { CIRCUIT_FAILURE_THRESHOLD: '1000' });
    for (let each = 0; each < 20; each += 1) await once(test);
    const counter = counterOf();
    const asked = test.refused({ counter });
    await jest.advanceTimersByTimeAsync(1000);
    await asked;
    expect(counter.attempts).toBe(3);
  });
});

describe('a question', () => {
  it.each<[string, { readonly once?: boolean }, number]>([
    ['that is asked once', { once: true }, 1],
    ['that is not', { once: false }, 3],
    ['that does not say', {}, 3],
  ])('%s has %j: %i attempts', async (_, part, attempts) => {
    const { refused, upstream, ledger } = testOf([refusal(529)]);
    const asked = refused(callOf(part));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await asked).toBe('upstream_unavailable');
    expect(upstream.requests).toHaveLength(attempts);
    expect(ledger.rows).toMatchObject([{ attempts, state: 'forfeited' }]);
  });

  it('is asked once of the model that stands in as well', async () => {
    const env = { CIRCUIT_FAILURE_THRESHOLD: '1', ANTHROPIC_FALLBACK_MODEL: 'claude-haiku-5-5' };
    const { refused, upstream } = testOf([refusal(500)], env);
    await refused({ once: true });
    expect(await refused({ once: true })).toBe('upstream_error');
    expect(upstream.asked.map(({ model }) => model)).toEqual(['claude-opus-5-5', 'claude-haiku-5-5']);
  });
});
