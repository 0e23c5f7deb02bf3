import fc from 'fast-check';
import { bytesOf, refusal } from '../fake-upstream.fixture';
import { CircuitOpen, brokenOff, notUnderstood, tooSlow, UpstreamFailure } from './upstream-failure';
import { explainRefusal } from './provider-refusal';
import { Retries, type Attempts } from './retries';

const failure = (waitSeconds?: number): UpstreamFailure =>
  new UpstreamFailure('upstream_error', 'x', { again: true, sick: true, waitSeconds });

const said = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
  message?: string,
): (() => Error) => {
  const answer = refusal(status, headers, message);
  return () => explainRefusal({ ...answer, body: bytesOf(answer) });
};

interface Played {
  readonly sent: number;
  readonly pauses: readonly number[];
  readonly thrown: unknown;
}

/** Sends what fails each time, in an instant that does not pass. */
async function play(
  fail: (attempt: number) => Error | undefined,
  {
    most = 2,
    random = 0.5,
    timeLeft = Infinity,
    retries = new Retries(
      most,
      () => 0,
      () => random,
    ),
  } = {},
): Promise<Played> {
  const pauses: number[] = [];
  const pause = (ms: number): Promise<void> => {
    pauses.push(ms);
    return Promise.resolve();
  };
  const attempts: Attempts = { count: 0, deadline: timeLeft, pause };
  const send = (): Promise<void> => {
    attempts.count += 1;
    const error = fail(attempts.count);
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  };
  const thrown = await retries.run(attempts, send).catch((error: unknown) => error);
  return { sent: attempts.count, pauses, thrown };
}

describe('a request that fails', () => {
  it.each([
    [0, 1],
    [1, 2],
    [2, 3],
  ])(
    'is sent %i times again at most, and rejects with what the last attempt failed with',
    async (most, sent) => {
      const errors = [failure(), failure(), failure(), failure()];
      const played = await play((attempt) => errors[attempt - 1], { most });
      expect(played.sent).toBe(sent);
      expect(played.pauses).toHaveLength(most);
      expect(played.thrown).toBe(errors[sent - 1]);
    },
  );

  it.each([1, 2])('is sent no more once it does not (%i failures)', async (failures) => {
    const played = await play((attempt) => (attempt <= failures ? failure() : undefined));
    expect(played).toMatchObject({ sent: failures + 1, thrown: undefined });
  });

  it.each<[string, () => Error]>([
    ['a broken answer', () => brokenOff('x')],
    ['408', said(408)],
    ['429', said(429)],
    ...[500, 502, 503, 504, 529, 599].map((status): [string, () => Error] => [String(status), said(status)]),
    ['429 for good, says the provider, but again', said(429, { 'x-should-retry': 'true' }, 'spend limit')],
    ['304 with x-should-retry: true', said(304, { 'x-should-retry': 'true' })],
  ])('of %s is sent again', async (_, fail) => {
    expect((await play(fail)).sent).toBe(3);
  });

  it.each<[string, () => Error]>([
    ...[301, 400, 401, 402, 403, 404, 405, 409, 413, 418, 422].map((status): [string, () => Error] => [
      String(status),
      said(status),
    ]),
    ...[400, 401, 403, 404, 413].map((status): [string, () => Error] => [
      `${String(status)} with x-should-retry: true`,
      said(status, { 'x-should-retry': 'true' }),
    ]),
    ...[408, 429, 500, 503, 529].map((status): [string, () => Error] => [
      `${String(status)} with x-should-retry: false`,
      said(status, { 'x-should-retry': 'false' }),
    ]),
    ['429 of a spending cap', said(429, {}, 'You have reached your specified API usage limits')],
    ['429 of a spending cap that names a time', said(429, { 'retry-after': '1' }, 'monthly spend limit')],
    ['a time-out', () => tooSlow(1, true)],
    ['an answer that makes no sense', () => notUnderstood('x')],
    ['an open circuit', () => new CircuitOpen('m', 1)],
    ['a call that was called off', () => new DOMException('x', 'AbortError')],
    ['a mistake of ours', () => new TypeError('x')],
  ])('of %s is never sent again', async (_, fail) => {
    const played = await play(fail);
    expect(played.sent).toBe(1);
    expect(played.pauses).toEqual([]);
  });
});

describe('the pause before the next attempt', () => {
  it('is any time up to a bound that doubles: full jitter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (random) => {
        const { pauses } = await play(() => failure(), { random });
        expect(pauses).toEqual([random * 250, random * 500]);
      }),
    );
  });

  it('does not grow beyond four seconds', async () => {
    const { pauses } = await play(() => failure(), { most: 4, random: 1 });
    expect(pauses).toEqual([250, 500, 1000, 2000]);
    const retries = new Retries(
      20,
      () => 0,
      () => 1,
    );
    for (let request = 0; request < 200; request += 1) await play(() => undefined, { retries });
    expect((await play(() => failure(), { retries })).pauses.slice(4, 8)).toEqual([4000, 4000, 4000, 4000]);
  });

  it('is never shorter than the provider asks for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3600 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        async (seconds, random) => {
          const fail = said(529, { 'retry-after': String(seconds) });
          const { pauses } = await play(fail, { random });
          expect(pauses).toHaveLength(2);
          for (const pause of pauses) {
            expect(pause).toBeGreaterThanOrEqual(seconds * 1000);
            expect(pause).toBeLessThanOrEqual(seconds * 1000 + 500);
          }
        },
      ),
    );
  });

  it.each([
    [2, 2001, 2],
    [2, 2000, 1],
    [2, 1999, 1],
    [undefined, 1, 2],
    [undefined, 0, 1],
  ])('of %s seconds with %i ms left makes %i attempts', async (seconds, timeLeft, sent) => {
    expect((await play(() => failure(seconds), { most: 1, random: 0, timeLeft })).sent).toBe(sent);
  });

  it('that rejects ends the call with what it rejects with', async () => {
    const gone = new DOMException('x', 'AbortError');
    let sent = 0;
    const attempts: Attempts = { count: 1, deadline: 1e9, pause: () => Promise.reject(gone) };
    const asked = new Retries(2, () => 0).run(attempts, () => {
      sent += 1;
      return Promise.reject(failure());
    });
    await expect(asked).rejects.toBe(gone);
    expect(sent).toBe(1);
  });
});

describe('the budget of the process', () => {
  it('is shared by all requests: four, and a tenth of them, in an instant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { maxLength: 60 }), async (failures) => {
        const retries = new Retries(2, () => 0);
        let again = 0;
        for (const [at, times] of failures.entries()) {
          const { sent } = await play((attempt) => (attempt <= times ? failure() : undefined), { retries });
          again += sent - 1;
          expect(again).toBeLessThanOrEqual(4 + (at + 1) / 10);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('is not touched by a retry that does not fit the time', async () => {
    const retries = new Retries(
      2,
      () => 0,
      () => 0,
    );
    for (let request = 0; request < 8; request += 1)
      expect((await play(() => failure(9), { retries, timeLeft: 1 })).sent).toBe(1);
    expect((await play(() => failure(), { retries })).sent).toBe(3);
  });
});
