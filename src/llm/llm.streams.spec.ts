import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { principalOf } from '../auth/principal.fixture';
import { GatewayError, NO_USAGE } from '../kernel';
import {
  HANG,
  CLOSING,
  event,
  lost,
  STARTED,
  STOP,
  STREAM,
  streamOf,
  text,
  WHOLE,
  type BodyAct,
} from './fake-upstream.fixture';
import { RecordingSink, stopTime, testOf } from './llm.fixture';

beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(stopTime);
afterEach(() => {
  jest.useRealTimers();
});

/** A promise that is kept when the test says so. */
function gate(): { readonly promise: Promise<void>; open(): void; fail(error: Error): void } {
  let open: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return {
    promise,
    open: () => {
      open();
    },
    fail: (error) => {
      fail(error);
    },
  };
}

describe('a stream', () => {
  /** Events that this gateway knows nothing of; one is no event at all but a comment. */
  const unknown = fc.oneof(
    fc
      .record({ type: fc.constantFrom('ping', 'new_thing', 'citations'), field: fc.string() })
      .map(({ type, field }) => event(type, { field })),
    fc.constant(': a comment\n\n'),
    fc.constant('event: new_thing\r\ndata: {}\r\n\r\n'),
    fc.constant('data: no name\n\n'),
  );
  const middle = fc.array(fc.oneof(unknown, fc.string({ unit: 'grapheme' }).map(text)), { maxLength: 8 });

  it('reaches its reader byte for byte, in order, however it is split and whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        middle,
        fc.array(unknown, { maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 10 }),
        async (events, late, sizes) => {
          const bytes = Buffer.from([STARTED, ...events, CLOSING, ...late, STOP].join(''));
          const chunks: BodyAct[] = [];
          for (let at = 0, each = 0; at < bytes.length; each += 1) {
            const end = at + (sizes[each % sizes.length] ?? 1);
            chunks.push(bytes.subarray(at, end));
            at = end;
          }
          const { ask, ledger } = testOf([streamOf(...chunks)]);
          const sink = new RecordingSink();
          const { body } = await ask({}, sink);
          expect(sink.bytes + body.toString('utf8')).toBe(bytes.toString('utf8'));
          expect(body.toString('utf8')).toBe([CLOSING, ...late, STOP].join(''));
          expect(sink.headers).toHaveLength(1);
          expect(ledger.rows).toMatchObject([
            { outcome: 'answered', usage: { inputTokens: 10, outputTokens: 20 } },
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reaches its reader as it comes, before it is over', async () => {
    const rest = gate();
    const { ask } = testOf([streamOf(STARTED, text('a'), rest.promise, text('b'), CLOSING, STOP)]);
    const sink = new RecordingSink();
    const asked = ask({}, sink);
    await turn();
    expect(sink.text).toBe('a');
    rest.open();
    await asked;
    expect(sink.text).toBe('ab');
  });

  it('waits for its reader to take a piece before the next is read', async () => {
    const taken = gate();
    const { ask, ledger } = testOf([STREAM], { UPSTREAM_TIMEOUT_MS: '1000' });
    const sink = new RecordingSink();
    sink.takes = () => taken.promise;
    const asked = ask({}, sink);
    await jest.advanceTimersByTimeAsync(5000);
    expect(sink.bytes).toBe(STARTED);
    expect(ledger.rows).toEqual([]);
    taken.open();
    await asked;
    expect(sink.bytes).toBe(STARTED + text('an ') + text('answer'));
    expect(ledger.rows).toMatchObject([{ outcome: 'answered' }]);
  });

  it('that nobody takes is called off when the client leaves', async () => {
    const { refused, departure, upstream, ledger } = testOf([STREAM]);
    const sink = new RecordingSink();
    sink.takes = () => new Promise(() => undefined);
    const asked = refused({}, sink);
    await turn();
    departure.abort();
    expect(await asked).toMatchObject({ name: 'AbortError' });
    expect(upstream.requests[0]?.signal.aborted).toBe(true);
    expect(ledger.rows).toMatchObject([
      { outcome: 'client_left', usage: { inputTokens: 10, outputTokens: 1 } },
    ]);
    await turn();
    expect(upstream.left).toBe(1);
  });

  it('goes on where its reader does: what looks like the ending is held until it is one', async () => {
    const { ask } = testOf([streamOf(STARTED, CLOSING, text('more'), CLOSING, STOP)]);
    const sink = new RecordingSink();
    const { body } = await ask({}, sink);
    expect(sink.bytes).toBe(STARTED + CLOSING + text('more'));
    expect(body.toString()).toBe(CLOSING + STOP);
  });

  it('whose provider does not close after its end is over after a second', async () => {
    const { ask, upstream } = testOf([streamOf(STARTED, CLOSING, STOP, HANG)]);
    const asked = ask({}, new RecordingSink());
    await jest.advanceTimersByTimeAsync(1000);
    expect((await asked).stopReason).toBe('end_turn');
    await turn();
    expect(upstream.left).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('begins for its reader with its headers alone once it has begun', async () => {
    const sink = new RecordingSink();
    const { refused } = testOf([streamOf(lost())], { UPSTREAM_MAX_RETRIES: '0' });
    expect(await refused({}, sink)).toBe('upstream_error');
    expect(sink).toMatchObject({ headers: [], bytes: '' });
  });
});

describe('a client who leaves', () => {
  const draining = { principal: principalOf({ onDisconnect: 'drain' }) };

  it('but pays for the end gets it read: one row with the exact count, and nothing more is written to nobody', async () => {
    const rest = gate();
    const { ask, departure, ledger, upstream } = testOf([
      streamOf(STARTED, text('a'), rest.promise, text('b'), CLOSING, STOP),
    ]);
    const sink = new RecordingSink();
    const asked = ask(draining, sink);
    await turn();
    departure.abort();
    expect(upstream.requests[0]?.signal.aborted).toBe(false);
    rest.open();
    expect(await asked).toMatchObject({ usage: { inputTokens: 10, outputTokens: 20 }, cost: 220n });
    expect(sink.text).toBe('a');
    expect(ledger.rows).toMatchObject([
      { outcome: 'client_left', usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 20 } },
    ]);
  });

  it('but pays for the end of a plain answer gets it read, too', async () => {
    const rest = gate();
    const { ask, departure, ledger } = testOf([{ ...WHOLE, body: [rest.promise, ...WHOLE.body] }]);
    const asked = ask(draining);
    await turn();
    departure.abort();
    rest.open();
    expect(await asked).toMatchObject({ cost: 220n });
    expect(ledger.rows).toMatchObject([{ outcome: 'client_left', usage: { outputTokens: 20 } }]);
  });

  it('is not waited for beyond the time of the provider', async () => {
    const { refused, departure, ledger } = testOf([streamOf(STARTED, text('a'), HANG)]);
    const asked = refused(draining, new RecordingSink());
    await turn();
    departure.abort();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await asked).toMatchObject({ message: 'This operation was aborted' });
    expect(ledger.rows).toMatchObject([{ outcome: 'client_left', usage: { outputTokens: 1 } }]);
  });
});

describe('the ending of an answer', () => {
  it.each([
    ['plain', WHOLE, undefined],
    ['streamed', STREAM, new RecordingSink()],
  ])('is given back when its row is durable, and not before (%s)', async (_, act, sink) => {
    const { ask, ledger } = testOf([act]);
    const stored = gate();
    ledger.store = () => stored.promise;
    let given = false;
    const asked = ask({}, sink).then(() => (given = true));
    await jest.advanceTimersByTimeAsync(30_000);
    expect(given).toBe(false);
    if (sink !== undefined) {
      expect(sink.text).toBe('an answer');
      expect(sink.bytes).not.toContain('message_delta');
    }
    stored.open();
    expect(await asked).toBe(true);
    expect(ledger.rows).toHaveLength(1);
  });

  it.each([
    ['plain', WHOLE, undefined],
    ['streamed', STREAM, new RecordingSink()],
  ])('is withheld when its row cannot be written: nothing accounts for it (%s)', async (_, act, sink) => {
    const { refused, ledger } = testOf([act]);
    let tries = 0;
    ledger.store = () => {
      tries += 1;
      return Promise.reject(new GatewayError('store_unavailable', 'x'));
    };
    expect(await refused({}, sink)).toBe('store_unavailable');
    expect(tries).toBe(1);
    if (sink !== undefined) expect(sink.bytes).not.toContain('message_delta');
  });

  it.each([
    ['upstream_error', streamOf(STARTED, lost())],
    ['upstream_timeout', streamOf(STARTED, HANG)],
  ] as const)('that failed is told as %s also when its row cannot be written', async (code, act) => {
    const { refused, ledger } = testOf([act]);
    ledger.store = () => Promise.reject(new GatewayError('store_unavailable', 'x'));
    const asked = refused({}, new RecordingSink());
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await asked).toBe(code);
  });
});
