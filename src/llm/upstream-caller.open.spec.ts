import { setImmediate as turn } from 'node:timers/promises';
import { HANG, lost, plainOf, refusal, streamOf, WHOLE, type Act } from './fake-upstream.fixture';
import { callerOf, stopTime } from './llm.fixture';
import { CircuitOpen } from './resilience/upstream-failure';

beforeEach(() => {
  stopTime();
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('whether a call may have cost something', () => {
  it.each<[string, readonly Act[], boolean]>([
    ['is so of an answer', [WHOLE], true],
    ['is so where the provider stays silent until the time is up', [HANG], true],
    ['is so where it begins to answer and stays silent', [plainOf('{', HANG)], true],
    ['is so where it breaks off in its answer', [plainOf('{', lost())], true],
    [
      'is so where its answer is shorter than it says',
      [{ ...WHOLE, headers: { ...WHOLE.headers, 'content-length': '9999' } }],
      true,
    ],
    ['is so where the last attempt stays silent', [refusal(529), lost(), HANG], true],
    ['is not so of a refusal', [refusal(400)], false],
    ['is not so of failures', [refusal(500)], false],
    ['is not so where there is no connection', [lost()], false],
    ['is not so of an answer that is none', [{ ...streamOf('x') }], false],
  ])('%s', async (_, acts, isOpen) => {
    const counter = { attempts: 0, isOpen: false };
    const asked = callerOf(acts, { UPSTREAM_TIMEOUT_MS: '5000' }).refused({ counter });
    await jest.advanceTimersByTimeAsync(5000);
    await asked;
    expect(counter.isOpen).toBe(isOpen);
  });

  it.each<[string, Act, boolean]>([
    ['is so where its client leaves before it is answered', HANG, true],
    ['is so where its client leaves in the middle', plainOf('{', HANG), true],
    [
      'is not so where its client leaves before the next attempt',
      refusal(529, { 'retry-after': '30' }),
      false,
    ],
  ])('%s', async (_, act, isOpen) => {
    const counter = { attempts: 0, isOpen: false };
    const departure = new AbortController();
    const asked = callerOf([act]).refused({ counter, departure: departure.signal });
    for (let round = 0; round < 5; round += 1) await turn();
    departure.abort();
    expect(await asked).toMatchObject({ name: 'AbortError' });
    expect(counter).toEqual({ attempts: 1, isOpen });
  });
});

describe('a caller that has to be let through', () => {
  const env = { CIRCUIT_FAILURE_THRESHOLD: '2', CIRCUIT_RESET_SECONDS: '30' };

  it('is, until the circuit of its model opens, and again once it may be probed', async () => {
    const { caller, refused, upstream } = callerOf([refusal(500)], env);
    for (let each = 0; each < 2; each += 1) {
      expect(() => {
        caller.requireClosed('m');
      }).not.toThrow();
      const asked = refused();
      await jest.advanceTimersByTimeAsync(1000);
      await asked;
    }
    const before = upstream.requests.length;
    expect(() => {
      caller.requireClosed('m');
    }).toThrow(CircuitOpen);
    expect(() => {
      caller.requireClosed('other');
    }).not.toThrow();
    await jest.advanceTimersByTimeAsync(30_000);
    caller.requireClosed('m');
    caller.requireClosed('m');
    expect([upstream.requests.length, caller.openCircuits]).toEqual([before, ['m']]);
    upstream.acts = [WHOLE];
    expect(await refused()).toBeUndefined();
    expect(caller.openCircuits).toEqual([]);
  });
});
