import { Logger } from '@nestjs/common';
import { principalOf } from '../auth/principal.fixture';
import { configOf } from '../config/config.fixture';
import { Clock, microUsd, NO_USAGE, type MicroUsd, type Principal } from '../kernel';
import type { LedgerRow } from '../storage';
import { storeOfBlock } from '../storage/store.fixture';
import { BudgetEvents, Ledger } from '../usage';
import {
  ANSWERING,
  CLOSING,
  event,
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

/** The token of a page, or of a log-in. */
function tokenOf(maxCost: MicroUsd | undefined): NonNullable<Principal['token']> {
  return { id: 't', session: undefined, expiresAt: 5, countsRequests: false, maxCost };
}

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
    const ledger = new Ledger(place.database, new Clock(), new BudgetEvents(), configOf({}));
    const { llm } = llmOf(new FakeUpstream([WHOLE]), ledger);
    const maxCost = microUsd(1_000_000n);
    const token = { id: 'token-1', session: undefined, expiresAt: 5, countsRequests: true, maxCost };
    const principal = principalOf({ id: 'key:abc/customer 42', countedAs: 'key:abc', token });
    const said = { principal, sessionId: 'session-1', route: '/api/query', queryType: 'mrr_analysis' };
    expect(await llm.ask(callOf(said))).toMatchObject({ cost: 220n });
    const rows: readonly LedgerRow[] = await place.database.attempt((db) =>
      db.selectFrom('ledger').selectAll().execute(),
    );
    expect(rows).toEqual([
      {
        id: expect.any(String),
        request_id: 'req_1',
        principal: 'key:abc/customer 42',
        key_id: 'abc',
        user_id: null,
        token_id: 'token-1',
        token_has_budget: 1,
        route: '/api/query',
        query_type: 'mrr_analysis',
        upstream: 'fake',
        model: ANSWERING,
        state: 'settled',
        ceiling_micro_usd: expect.any(Number),
        worker: expect.any(String),
        deadline_at: null,
        input_tokens: 10,
        output_tokens: 20,
        cache_write_5m_tokens: 0,
        cache_write_1h_tokens: 0,
        cache_read_tokens: 0,
        web_searches: 0,
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

  it.each<[string, Partial<Principal>, object]>([
    [
      'a key',
      { id: 'key:abc', keyId: 'abc' },
      { keyId: 'abc', userId: null, tokenId: null, tokenHasBudget: false },
    ],
    [
      'a user',
      { id: 'user:u1', keyId: null, token: tokenOf(undefined) },
      { keyId: null, userId: 'u1', tokenId: 't', tokenHasBudget: false },
    ],
    [
      'a page of a user',
      { id: 'user:u1/x:y', countedAs: 'user:u1', keyId: null, token: tokenOf(microUsd(0n)) },
      { keyId: null, userId: 'u1', tokenId: 't', tokenHasBudget: true },
    ],
  ])('is the call of %s, and of its token', async (_, part, spender) => {
    const { ask, ledger } = testOf([WHOLE]);
    await ask({ principal: principalOf(part) });
    expect(ledger.rows).toMatchObject([{ principal: part.id, queryType: null, ...spender }]);
  });

  it('holds, before it is made, what it can cost at most', async () => {
    const { ask, ledger, upstream } = testOf([streamOf(STARTED, after(300), CLOSING, STOP)]);
    const asked = ask({}, new RecordingSink());
    expect([ledger.reserved.length, upstream.requests.length]).toEqual([1, 0]);
    await jest.advanceTimersByTimeAsync(300);
    const { cost } = await asked;
    expect(ledger.reserved[0]?.call).toMatchObject({ model: ASKED, upstream: 'fake' });
    expect(ledger.reserved[0]?.ceiling).toBeGreaterThanOrEqual(cost);
    expect(ledger.rows).toMatchObject([{ model: ANSWERING, state: 'settled' }]);
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

  it('with tokens counted, and no message, has a row without a price: a count is free', async () => {
    const { ask, ledger } = testOf([plainOf('{"input_tokens":12}')]);
    const free = { asks: undefined };
    expect(await ask(free)).toMatchObject({ message: { input_tokens: 12 }, model: ASKED, cost: 0n });
    expect(ledger.reserved).toMatchObject([{ ceiling: 0n }]);
    expect(ledger.rows).toMatchObject([{ outcome: 'answered', state: 'settled', usage: NO_USAGE, cost: 0n }]);
  });

  it.each<[string, Act, RecordingSink | undefined]>([
    ['plainly', plainOf(JSON.stringify({ ...MESSAGE, usage: undefined })), undefined],
    ['plainly, and says so', plainOf(JSON.stringify({ ...MESSAGE, usage: null })), undefined],
    [
      'in a stream',
      streamOf(
        event('message_start', { message: { model: ANSWERING, content: [] } }),
        event('message_delta', { delta: { stop_reason: 'end_turn' } }),
        STOP,
      ),
      new RecordingSink(),
    ],
  ])('without a count costs all that it was let, %s', async (_, act, sink) => {
    const { ask, ledger } = testOf([act]);
    const { cost } = await ask({}, sink);
    expect(cost).toBe(ledger.reserved[0]?.ceiling);
    expect(cost).toBeGreaterThan(0n);
    expect(ledger.rows).toMatchObject([
      { outcome: 'answered', state: 'aborted', usage: NO_USAGE, cost, model: ANSWERING },
    ]);
  });

  it('is dearer where the provider says so', async () => {
    const usage = { ...MESSAGE.usage, speed: 'fast', inference_geo: 'us', news: 3 };
    const { ask, ledger } = testOf([plainOf(JSON.stringify({ ...MESSAGE, usage }))]);
    // 220 and 3 units at the dearest price of the model, 10, all of it six times and a tenth more
    expect(await ask()).toMatchObject({ cost: 1650n, usage: { ...USAGE, unknownUnits: 3 } });
    expect(ledger.rows).toMatchObject([{ state: 'settled', surcharges: ['fast', 'inference_geo'] }]);
  });
});

/** Kept after so many milliseconds, from the beginning of the test. */
function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
