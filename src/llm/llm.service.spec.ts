import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { principalOf } from '../auth/principal.fixture';
import { NO_USAGE } from '../kernel';
import type { LedgerRow } from '../storage';
import { storeOfBlock } from '../storage/store.fixture';
import { Ledger } from '../usage';
import { Prices } from '../usage/prices';
import {
  HANG,
  ANSWERING,
  CLOSING,
  FakeUpstream,
  lost,
  MESSAGE,
  plainOf,
  refusal,
  STARTED,
  STOP,
  STREAM,
  streamOf,
  text,
  WHOLE,
  type Act,
} from './fake-upstream.fixture';
import { ASKED, callOf, llmOf, RecordingSink, stopTime, testOf } from './llm.fixture';

const place = storeOfBlock('sqlite');

beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(() => {
  stopTime();
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const USAGE = { ...NO_USAGE, inputTokens: 10, outputTokens: 20 };

describe('a call that is answered', () => {
  it('plainly gives the bytes, how they read, and what they cost', async () => {
    expect(await testOf([WHOLE]).ask()).toEqual({
      headers: WHOLE.headers,
      body: Buffer.from(JSON.stringify(MESSAGE)),
      message: MESSAGE,
      model: ANSWERING,
      stopReason: 'end_turn',
      usage: USAGE,
      cost: 220n,
      degraded: false,
    });
  });

  it('in a stream gives its ending, and the sink the rest', async () => {
    const sink = new RecordingSink();
    expect(await testOf([STREAM]).ask({}, sink)).toEqual({
      headers: STREAM.headers,
      body: Buffer.from(CLOSING + STOP),
      message: undefined,
      model: ANSWERING,
      stopReason: 'end_turn',
      usage: USAGE,
      cost: 220n,
      degraded: false,
    });
    expect(sink.headers).toEqual([STREAM.headers]);
    expect(sink.bytes).toBe(STARTED + text('an ') + text('answer'));
    expect(sink.text).toBe('an answer');
  });

  it('is asked as the caller says, byte for byte', async () => {
    const { ask, upstream } = testOf([WHOLE]);
    const call = { target: '/v1/messages?beta=true', headers: { a: 'b' }, body: Buffer.from('{ "a":1 }') };
    await ask(call);
    expect(upstream.requests).toMatchObject([{ method: 'POST', ...call }]);
    expect(upstream.requests[0]?.body).toBe(call.body);
  });

  it('is one row of everything that is known, at the price of the model that answered', async () => {
    const { llm } = llmOf(new FakeUpstream([WHOLE]), new Ledger(place.database, new Prices()));
    const token = { id: 'token-1', session: undefined, expiresAt: 5, capped: true };
    const principal = principalOf({ id: 'key:abc/customer 42', token });
    await llm.ask(callOf({ principal, sessionId: 'session-1', route: '/api/query' }));
    const rows: readonly LedgerRow[] = await place.database.attempt((db) =>
      db.selectFrom('ledger').selectAll().execute(),
    );
    expect(rows).toEqual([
      {
        id: expect.any(String),
        request_id: 'req_1',
        principal: 'key:abc/customer 42',
        key_id: 'abc',
        token_id: 'token-1',
        route: '/api/query',
        upstream: 'fake',
        model: ANSWERING,
        input_tokens: 10,
        output_tokens: 20,
        cache_write_5m_tokens: 0,
        cache_write_1h_tokens: 0,
        cache_read_tokens: 0,
        cost_micro_usd: 220,
        outcome: 'answered',
        latency_ms: 0,
        first_token_ms: 0,
        created_at: Date.now(),
        attempts: 1,
        session_id: 'session-1',
      },
    ]);
  });

  it('tells its times in its row: to the first word, and in all', async () => {
    const { ask, ledger } = testOf([
      streamOf(after(300), STARTED, after(1000), text('a'), CLOSING, after(50), STOP),
    ]);
    const asked = ask({}, new RecordingSink());
    await jest.advanceTimersByTimeAsync(1000);
    await asked;
    expect(ledger.rows).toMatchObject([{ firstTokenMs: 300, latencyMs: 1000, createdAt: Date.now() - 1000 }]);
  });

  it.each([
    ['plainly', WHOLE, undefined],
    ['in a stream', STREAM, new RecordingSink()],
  ])('%s after some attempts is one row that counts them', async (_, answer, sink) => {
    const { ask, ledger, upstream } = testOf([lost(), refusal(529), answer]);
    const asked = ask({}, sink);
    await jest.advanceTimersByTimeAsync(1000);
    expect((await asked).usage).toEqual(USAGE);
    expect(ledger.rows).toMatchObject([{ outcome: 'answered', attempts: 3, usage: USAGE }]);
    expect(upstream.requests).toHaveLength(3);
  });

  it('with tokens counted, and no message, has a row without a price', async () => {
    const { ask, ledger } = testOf([plainOf('{"input_tokens":12}')]);
    expect(await ask()).toMatchObject({ message: { input_tokens: 12 }, model: ASKED, cost: 0n });
    expect(ledger.rows).toMatchObject([{ outcome: 'answered', usage: NO_USAGE, firstTokenMs: null }]);
  });
});

/** Kept after so many milliseconds, from the beginning of the test. */
function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('a call that is not answered is one row', () => {
  it.each<[string, readonly Act[], string, object]>([
    [
      'without a price where nothing came',
      [refusal(500)],
      'upstream_error',
      { attempts: 3, model: ASKED, usage: NO_USAGE },
    ],
    [
      'where it was refused',
      [refusal(400)],
      'validation_failed',
      { attempts: 1, usage: NO_USAGE, firstTokenMs: null },
    ],
    [
      'where the answer is no JSON',
      [plainOf('canary42')],
      'upstream_error',
      { attempts: 1, usage: NO_USAGE },
    ],
    ['where the answer is no object', [plainOf('42')], 'upstream_error', { attempts: 1, usage: NO_USAGE }],
  ])('%s', async (_, acts, code, row) => {
    const { refused, ledger, caller } = testOf(acts);
    const asked = refused();
    await jest.advanceTimersByTimeAsync(1000);
    expect(await asked).toBe(code);
    expect(ledger.rows).toMatchObject([{ outcome: 'failed', ...row }]);
    expect(caller.lastCall).toBe(code === 'validation_failed' ? 'none' : 'failed');
  });

  const bounded = (outputTokens: number): object => ({ usage: { ...USAGE, outputTokens } });

  it.each<[string, Act, object]>([
    ['where it breaks', streamOf(STARTED, text('日本'), lost()), bounded(6)],
    ['where it ends without an ending', streamOf(STARTED, text('four')), bounded(4)],
    ['where it ends in its ending', streamOf(STARTED, text('four'), CLOSING), bounded(20)],
    ['where it says that it fails', streamOf(STARTED, text('four'), refusedEvent()), bounded(4)],
    [
      'where an event makes no sense',
      streamOf(STARTED, text('four'), 'event: message_delta\ndata: x\n\n'),
      bounded(4),
    ],
    [
      'where an event lacks what it is for',
      streamOf(STARTED, text('four'), 'event: content_block_delta\ndata: {}\n\n'),
      bounded(4),
    ],
    ['where it begins with its end', streamOf(STOP), { usage: NO_USAGE, model: ASKED }],
  ])('at the price of what came, and not asked again, %s', async (_, act, row) => {
    const { refused, ledger, upstream, caller } = testOf([act]);
    const sink = new RecordingSink();
    expect(['upstream_error', 'upstream_unavailable']).toContain(await refused({}, sink));
    expect(ledger.rows).toMatchObject([{ outcome: 'failed', attempts: 1, ...row }]);
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.left).toBe(1);
    expect(caller.lastCall).toBe('failed');
    expect(sink.bytes).not.toContain('message_stop');
  });

  it.each<[string, Act, boolean, object]>([
    ['before anything came', HANG, false, { usage: NO_USAGE }],
    ['before anything of a stream came', HANG, true, { usage: NO_USAGE }],
    ['in the middle', streamOf(STARTED, text('a'), HANG), true, bounded(1)],
    ['before its ending is complete', streamOf(STARTED, text('a'), CLOSING, HANG), true, bounded(20)],
  ])('that says that its time was up, %s', async (_, act, isStream, row) => {
    const { refused, ledger, upstream } = testOf([act], { UPSTREAM_TIMEOUT_MS: '500' });
    const asked = refused({}, isStream ? new RecordingSink() : undefined);
    await jest.advanceTimersByTimeAsync(500);
    expect(await asked).toBe('upstream_timeout');
    expect(ledger.rows).toMatchObject([{ outcome: 'timed_out', latencyMs: 500, ...row }]);
    expect(upstream.requests[0]?.signal.aborted).toBe(true);
  });

  it.each<[string, Act, boolean, object]>([
    ['before anything came', HANG, false, { usage: NO_USAGE }],
    ['in the middle', streamOf(STARTED, text('four'), HANG), true, bounded(4)],
  ])('that says that its client left, %s', async (_, act, isStream, row) => {
    const { refused, ledger, upstream, departure } = testOf([act]);
    const asked = refused({}, isStream ? new RecordingSink() : undefined);
    await turn();
    departure.abort();
    expect(await asked).toMatchObject({ name: 'AbortError' });
    expect(ledger.rows).toMatchObject([{ outcome: 'client_left', ...row }]);
    expect(upstream.requests[0]?.signal.aborted).toBe(true);
  });

  it('but none where its client had left before: nothing was asked', async () => {
    const { refused, ledger, upstream, departure } = testOf([WHOLE]);
    departure.abort();
    expect(await refused()).toMatchObject({ name: 'AbortError' });
    expect(upstream.requests).toEqual([]);
    expect(ledger.rows).toEqual([]);
  });
});

function refusedEvent(): string {
  return 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"canary42"}}\n\n';
}
