import fc from 'fast-check';
import { AbortedError, ConnectionError, SallyportError, TimeoutError } from '../src/errors.js';
import { delayOf, mayRepeat } from '../src/retries.js';

describe('the wait before another attempt', () => {
  const rules = fc.record({ initial: fc.nat({ max: 10_000 }), max: fc.nat({ max: 100_000 }) });

  it('is at most the initial one times two to the power of the retries, and never over the most', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 40 }),
        rules,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (made, delay, random) => {
          const wait = delayOf(made, delay, () => random);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(Math.min(delay.max, delay.initial * 2 ** made));
        },
      ),
    );
  });

  it('is anything between nothing and that', () => {
    const delay = { initial: 100, max: 350 };
    const waits = [0, 1, 2, 3].map((made) => [0, 0.5, 1].map((random) => delayOf(made, delay, () => random)));
    expect(waits).toEqual([
      [0, 50, 100],
      [0, 100, 200],
      [0, 175, 350],
      [0, 175, 350],
    ]);
  });
});

const own = (status: number, code: string): SallyportError =>
  new SallyportError('', code, { status, problem: { code, status } as never });
const foreign = (status: number): SallyportError => new SallyportError('', 'unknown', { status });

describe('another attempt', () => {
  it.each<[string, unknown, boolean, boolean]>([
    ['429 rate_limited', own(429, 'rate_limited'), true, true],
    ['429 concurrency_limited', own(429, 'concurrency_limited'), true, true],
    ['429 of something in between', foreign(429), true, true],
    ['503 overloaded', own(503, 'overloaded'), true, true],
    ['503 shutting_down', own(503, 'shutting_down'), true, true],
    ['503 upstream_unavailable', own(503, 'upstream_unavailable'), true, true],
    ['408 request_timeout', own(408, 'request_timeout'), true, true],
    ['503 store_unavailable, where the store may have taken it', own(503, 'store_unavailable'), true, false],
    ['503 of something in between', foreign(503), true, false],
    ['502 of something in between', foreign(502), true, false],
    ['504 of something in between', foreign(504), true, false],
    ['a lost connection', new ConnectionError('lost'), true, false],
    ['502 upstream_error, which may have cost something', own(502, 'upstream_error'), false, false],
    ['504 upstream_timeout, which has cost something', own(504, 'upstream_timeout'), false, false],
    ['500', own(500, 'internal_error'), false, false],
    ['400', own(400, 'validation_failed'), false, false],
    ['401', own(401, 'credential_invalid'), false, false],
    ['402', own(402, 'budget_exhausted'), false, false],
    ['403', own(403, 'role_denied'), false, false],
    ['409', own(409, 'idempotency_conflict'), false, false],
    ['an abort', new AbortedError(), false, false],
    ['the end of its time', new TimeoutError(1), false, false],
    ['an error of a program', new TypeError('no'), false, false],
    [
      '503 with x-should-retry: false',
      new SallyportError('', 'overloaded', { status: 503, shouldRetry: false }),
      false,
      false,
    ],
  ])('after %s', (_, error, harmless, risky) => {
    expect([mayRepeat(error, true), mayRepeat(error, false)]).toEqual([harmless, risky]);
  });
});
