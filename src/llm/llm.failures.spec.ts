import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { GatewayError, NO_USAGE } from '../kernel';
import {
  ANSWERING,
  CLOSING,
  event,
  HANG,
  lost,
  plainOf,
  refusal,
  STARTED,
  STOP,
  streamOf,
  text,
  WHOLE,
  type Act,
} from './fake-upstream.fixture';
import { ASKED, RecordingSink, stopTime, testOf, type Test } from './llm.fixture';

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
/** So many tokens may be answered with. */
const LARGE = { asks: { model: ASKED, max_tokens: 100, messages: [] } };

const FREE = { state: 'forfeited', usage: NO_USAGE, cost: 0n };
/** What a call costs of which nothing is known. */
const ceilingOf = ({ ledger }: Test): object => ({
  state: 'aborted',
  usage: NO_USAGE,
  cost: ledger.reserved[0]?.ceiling,
});
/** What a call of the model that answers costs, by an estimate. */
const estimated = (outputTokens: number): object => ({
  state: 'aborted',
  model: ANSWERING,
  usage: { ...USAGE, outputTokens },
  cost: BigInt(10 * 2 + outputTokens * 10),
});
const thinking = (type: string): string =>
  event('content_block_start', { index: 0, content_block: { type } });

describe('a call that is not answered is one row', () => {
  it.each<[string, readonly Act[], string, object]>([
    ['where nothing came', [refusal(500)], 'upstream_error', { attempts: 3, model: ASKED }],
    ['where there is no connection', [lost()], 'upstream_error', { attempts: 3, model: ASKED }],
    ['where it was refused', [refusal(400)], 'validation_failed', { attempts: 1, firstTokenMs: null }],
    [
      'where a stream fails before it begins',
      [streamOf(event('error', { error: { type: 'overloaded_error' } }))],
      'upstream_unavailable',
      { attempts: 3, firstTokenMs: null },
    ],
  ])('without a price %s', async (_, acts, code, row) => {
    const { refused, ledger, caller } = testOf(acts);
    const asked = refused({}, code === 'upstream_unavailable' ? new RecordingSink() : undefined);
    await jest.advanceTimersByTimeAsync(1000);
    expect(await asked).toBe(code);
    expect(ledger.rows).toMatchObject([{ outcome: 'failed', ...FREE, ...row }]);
    expect(caller.lastCall).toBe(code === 'validation_failed' ? 'none' : 'failed');
  });

  it.each([
    ['no JSON', 'canary42'],
    ['no object', '42'],
    ['null', 'null'],
  ])('without a price where the answer is %s: that is no Claude', async (_, body) => {
    const { refused, ledger } = testOf([plainOf(body)]);
    expect(await refused()).toBe('upstream_error');
    expect(ledger.rows).toMatchObject([{ outcome: 'failed', attempts: 1, ...FREE }]);
  });

  it.each<[string, Act, number]>([
    ['breaks off', plainOf('{"model":', lost()), 3],
    ['is cut short', { ...WHOLE, headers: { ...WHOLE.headers, 'content-length': '9999' } }, 3],
  ])('at its ceiling where the answer %s: it may have been paid for', async (_, act, attempts) => {
    const test = testOf([act]);
    const asked = test.refused();
    await jest.advanceTimersByTimeAsync(1000);
    expect(await asked).toBe('upstream_error');
    expect(test.ledger.rows).toMatchObject([{ outcome: 'failed', attempts, ...ceilingOf(test) }]);
    expect(test.ledger.rows[0]?.cost).toBeGreaterThan(0n);
  });

  it.each<[string, Act, object]>([
    ['where it breaks', streamOf(STARTED, text('日本'), lost()), estimated(6)],
    ['where it ends without an ending', streamOf(STARTED, text('four')), estimated(4)],
    ['where it ends in its ending', streamOf(STARTED, text('four'), CLOSING), estimated(20)],
    ['where it says that it fails', streamOf(STARTED, text('four'), refusedEvent()), estimated(4)],
    [
      'where an event makes no sense',
      streamOf(STARTED, text('four'), 'event: message_delta\ndata: x\n\n'),
      estimated(4),
    ],
    [
      'where an event lacks what it is for',
      streamOf(STARTED, text('four'), 'event: content_block_delta\ndata: {}\n\n'),
      estimated(4),
    ],
    [
      'as far as it may have gone, where it says more than it was let',
      streamOf(STARTED, text('x'.repeat(200)), lost()),
      estimated(100),
    ],
    [
      'as far as it may have gone, where it thought',
      streamOf(STARTED, thinking('thinking'), text('four'), lost()),
      estimated(100),
    ],
  ])('at the price of what came, and not asked again, %s', async (_, act, row) => {
    const { refused, ledger, upstream, caller } = testOf([act]);
    const sink = new RecordingSink();
    expect(['upstream_error', 'upstream_unavailable']).toContain(await refused(LARGE, sink));
    expect(ledger.rows).toMatchObject([{ outcome: 'failed', attempts: 1, ...row }]);
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.left).toBe(1);
    expect(caller.lastCall).toBe('failed');
    expect(sink.bytes).not.toContain('message_stop');
  });

  it.each<[string, Act]>([
    ['begins with its end', streamOf(STOP)],
    ['begins with an event that makes no sense', streamOf('event: message_start\ndata: {{{\n\n')],
    [
      'breaks before anything is counted',
      streamOf(event('message_start', { message: { model: ASKED, usage: null } }), text('four'), lost()),
    ],
  ])('at its ceiling where a stream %s', async (_, act) => {
    const test = testOf([act]);
    expect(await test.refused({}, new RecordingSink())).toBe('upstream_error');
    expect(test.ledger.rows).toMatchObject([
      { outcome: 'failed', attempts: 1, model: ASKED, ...ceilingOf(test) },
    ]);
  });

  it.each<[string, Act, boolean, object | undefined]>([
    ['before anything came', HANG, false, undefined],
    ['before anything of a stream came', HANG, true, undefined],
    ['before a plain answer was whole', plainOf('{', HANG), false, undefined],
    ['in the middle', streamOf(STARTED, text('a'), HANG), true, estimated(1)],
    ['before its ending is complete', streamOf(STARTED, text('a'), CLOSING, HANG), true, estimated(20)],
  ])('that says that its time was up, %s', async (_, act, isStream, row) => {
    const test = testOf([act], { UPSTREAM_TIMEOUT_MS: '500' });
    const asked = test.refused(LARGE, isStream ? new RecordingSink() : undefined);
    await jest.advanceTimersByTimeAsync(500);
    expect(await asked).toBe('upstream_timeout');
    const expected = { outcome: 'timed_out', latencyMs: 500, ...(row ?? ceilingOf(test)) };
    expect(test.ledger.rows).toMatchObject([expected]);
    expect(test.upstream.requests[0]?.signal.aborted).toBe(true);
  });

  it.each<[string, Act, boolean, object | undefined]>([
    ['before anything came', HANG, false, undefined],
    ['before the next attempt', refusal(529, { 'retry-after': '30' }), false, FREE],
    ['in the middle', streamOf(STARTED, text('four'), HANG), true, estimated(4)],
  ])('that says that its client left, %s', async (_, act, isStream, row) => {
    const test = testOf([act]);
    const asked = test.refused(LARGE, isStream ? new RecordingSink() : undefined);
    for (let round = 0; round < 5; round += 1) await turn();
    test.departure.abort();
    expect(await asked).toMatchObject({ name: 'AbortError' });
    expect(test.ledger.rows).toMatchObject([{ outcome: 'client_left', ...(row ?? ceilingOf(test)) }]);
    expect(test.upstream.requests[0]?.signal.aborted).toBe(true);
  });

  it.each<[string, Act, object]>([
    ['is refused', refusal(400), FREE],
    ['says nothing', HANG, { state: 'aborted', usage: NO_USAGE, cost: 0n }],
    ['makes no sense', plainOf('x'), FREE],
  ])('without a price where it was free, also if it %s', async (_, act, row) => {
    const { refused, ledger } = testOf([act]);
    const asked = refused({ asks: undefined });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await asked).toBeDefined();
    expect(ledger.rows).toMatchObject([row]);
  });
});

describe('a call that was never made has no row', () => {
  it('where its client had left before: what was held for it is given back', async () => {
    const { refused, ledger, upstream, departure } = testOf([WHOLE]);
    departure.abort();
    expect(await refused()).toMatchObject({ name: 'AbortError' });
    expect(upstream.requests).toEqual([]);
    expect(ledger.rows).toEqual([]);
    expect(ledger.released).toEqual(ledger.reserved);
  });

  it('where its circuit is open: nothing is held', async () => {
    const { refused, ledger } = testOf([refusal(500)], { CIRCUIT_FAILURE_THRESHOLD: '1' });
    for (let each = 0; each < 2; each += 1) {
      const asked = refused();
      await jest.advanceTimersByTimeAsync(1000);
      expect(await asked).toMatch(/^upstream_/);
    }
    expect([ledger.rows.length, ledger.reserved.length, ledger.released.length]).toEqual([1, 1, 0]);
  });

  it('where nothing could be held for it: the upstream does not hear of it', async () => {
    const { refused, ledger, upstream } = testOf([WHOLE]);
    ledger.reserve = () => {
      throw new GatewayError('budget_exhausted', 'x');
    };
    expect(await refused()).toBe('budget_exhausted');
    expect([ledger.rows, upstream.requests]).toEqual([[], []]);
  });

  it('also where what was held cannot be given back yet: its client is told why it ended', async () => {
    const { refused, ledger, departure } = testOf([WHOLE]);
    ledger.release = () => Promise.reject(new GatewayError('store_unavailable', 'x'));
    departure.abort();
    expect(await refused()).toMatchObject({ name: 'AbortError' });
  });
});

function refusedEvent(): string {
  return 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"canary42"}}\n\n';
}
