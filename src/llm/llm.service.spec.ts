import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { principalOf } from '../auth/principal.fixture';
import { configOf } from '../config/config.fixture';
import { GatewayError } from '../kernel';
import { FixedClock } from '../kernel/clock.fixture';
import type { Database, LedgerRow } from '../storage';
import { TestStore } from '../storage/store.fixture';
import { Ledger } from '../usage';
import { Prices } from '../usage/prices';
import { ActiveUpstream } from './active-upstream';
import { ENDED, FakeUpstream, STARTED, text, usage, type Act } from './fake-upstream.fixture';
import { LlmService, type LlmAnswer, type LlmCall } from './llm.service';

let place: TestStore;
let database: Database;
let clock: FixedClock;
let departure: AbortController;
let upstream: FakeUpstream;

beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(async () => {
  place = await TestStore.create('sqlite');
  database = await place.open();
  clock = new FixedClock();
  departure = new AbortController();
  expect(await rows()).toEqual([]);
});
afterEach(() => place.remove());

const rows = (): Promise<readonly LedgerRow[]> =>
  database.attempt((db) => db.selectFrom('ledger').selectAll().execute());

function ask(acts: readonly Act[], part: Partial<LlmCall> = {}, timeoutMs = '60000'): Promise<LlmAnswer> {
  upstream = new FakeUpstream(acts);
  const ledger = new Ledger(database, new Prices());
  const config = configOf({ UPSTREAM_TIMEOUT_MS: timeoutMs });
  return new LlmService(new ActiveUpstream(upstream), ledger, clock, config).ask({
    request: { model: 'claude-opus-5', max_tokens: 5, messages: [] },
    requestId: 'req_1',
    principal: principalOf(),
    route: '/api/query',
    departure: departure.signal,
    ...part,
  });
}

const refusedAs = async (asked: Promise<unknown>): Promise<unknown> => {
  const thrown: unknown = await asked.catch((error: unknown) => error);
  return thrown instanceof GatewayError ? thrown.code : thrown;
};

const broken = new GatewayError('upstream_error', 'broken');

describe('a call that is answered', () => {
  it('gives the answer and one row of it, at the price of the model that answered', async () => {
    expect(await ask([STARTED, text('two '), text('words'), ENDED])).toEqual({
      text: 'two words',
      model: 'claude-sonnet-5-5',
      stopReason: 'end_turn',
      usage: usage(10, 20),
      cost: 220n,
    });
    expect(await rows()).toMatchObject([
      {
        request_id: 'req_1',
        principal: 'key:abc',
        key_id: 'abc',
        token_id: null,
        route: '/api/query',
        upstream: 'fake',
        model: 'claude-sonnet-5-5',
        outcome: 'answered',
        input_tokens: 10,
        output_tokens: 20,
        cost_micro_usd: 220,
        latency_ms: 0,
        first_token_ms: 0,
        created_at: clock.now(),
      },
    ]);
  });

  it('asks for a stream only when somebody takes the text in pieces', async () => {
    await ask([STARTED, ENDED]);
    expect(upstream.calls.map(({ stream }) => stream)).toEqual([false]);
    await ask([STARTED, ENDED], { onText: () => Promise.resolve() });
    expect(upstream.calls.map(({ stream }) => stream)).toEqual([true]);
  });

  it('hands the pieces on in order, waits for each to be taken, and tells the times', async () => {
    const taken: string[] = [];
    const onText = async (piece: string): Promise<void> => {
      await turn();
      taken.push(piece);
      clock.advance(5);
    };
    clock.advance(0);
    await ask([STARTED, text('a'), text('b'), ENDED], { onText });
    expect(taken).toEqual(['a', 'b']);
    expect(await rows()).toMatchObject([{ first_token_ms: 0, latency_ms: 10 }]);
  });
});

describe('a caller who is limited to some models', () => {
  const bound = (...models: string[]): Partial<LlmCall> => ({ principal: principalOf({ models }) });

  it.each([[['claude-opus-5']], [['claude-haiku-5', 'claude-opus-5']]])('asks one of %j', async (models) => {
    await expect(ask([STARTED, ENDED], bound(...models))).resolves.toMatchObject({
      model: 'claude-sonnet-5-5',
    });
  });

  it.each([
    [[], 'none'],
    [['claude-haiku-5', 'claude-sonnet-5-5'], 'claude-haiku-5, claude-sonnet-5-5'],
    [['claude-opus'], 'claude-opus'],
    [['claude-opus-5-5'], 'claude-opus-5-5'],
    [['Claude-Opus-5'], 'Claude-Opus-5'],
    [['*'], '*'],
  ])('of %j asks no other: the upstream does not hear of it, and no row is kept', async (models, named) => {
    const refusal = await ask([STARTED, ENDED], bound(...models)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'model_denied',
      message: `This credential may not ask claude-opus-5; the models that it may: ${named}`,
    });
    expect(upstream.calls).toEqual([]);
    expect(await rows()).toEqual([]);
  });
});

it('a call by a token is kept under its id and that of its key', async () => {
  const token = { id: 'token-1', session: undefined, expiresAt: 5, capped: true };
  await ask([STARTED, ENDED], { principal: principalOf({ id: 'key:abc/customer 42', token }) });
  expect(await rows()).toMatchObject([
    { principal: 'key:abc/customer 42', key_id: 'abc', token_id: 'token-1' },
  ]);
});

describe('a call that is not answered', () => {
  it.each<[string, readonly Act[], Partial<LedgerRow>]>([
    [
      'fails before it begins',
      [broken],
      { model: 'claude-opus-5', input_tokens: 0, output_tokens: 0, first_token_ms: null },
    ],
    [
      'fails half-way',
      [STARTED, text('日本'), broken],
      { model: 'claude-sonnet-5-5', input_tokens: 10, output_tokens: 6 },
    ],
    ['ends without an ending', [STARTED, text('four')], { input_tokens: 10, output_tokens: 4 }],
    ['says nothing at all', [], { input_tokens: 0, cost_micro_usd: 0 }],
  ])('because it %s is one failed row, at the price of what came', async (_, acts, row) => {
    expect(await refusedAs(ask(acts))).toBe('upstream_error');
    expect(await rows()).toMatchObject([{ outcome: 'failed', ...row }]);
  });

  it.each([
    ['before it begins', ['hang'] as const, 0],
    ['half-way', [STARTED, text('four'), 'hang'] as const, 4],
  ])('because the client left %s is one row that says so', async (_, acts, output) => {
    const asked = refusedAs(ask(acts));
    await turn();
    departure.abort();
    await asked;
    expect(await rows()).toMatchObject([{ outcome: 'client_left', output_tokens: output }]);
  });

  it('because the client left before is not asked for in vain: one row, and no price', async () => {
    departure.abort();
    await refusedAs(ask([STARTED, ENDED]));
    expect(await rows()).toMatchObject([{ outcome: 'client_left', cost_micro_usd: 0 }]);
  });

  it('because the time is up is a timeout and one row that says so', async () => {
    expect(await refusedAs(ask([STARTED, text('a'), 'hang'], {}, '100'))).toBe('upstream_timeout');
    expect(await rows()).toMatchObject([{ outcome: 'timed_out', input_tokens: 10, output_tokens: 1 }]);
  });

  it('because nobody takes the text is called off upstream, and one row', async () => {
    const onText = (_: string, signal: AbortSignal): Promise<void> =>
      new Promise((__, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    const asked = refusedAs(ask([STARTED, text('a'), ENDED], { onText }));
    await turn();
    departure.abort();
    await asked;
    expect(upstream.calls[0]?.signal.aborted).toBe(true);
    expect(await rows()).toMatchObject([{ outcome: 'client_left', output_tokens: 1 }]);
  });
});

describe('when the ledger cannot be written', () => {
  beforeEach(() => database.close());

  it('an answer is withheld, since nothing accounts for it', async () => {
    expect(await refusedAs(ask([STARTED, text('a'), ENDED]))).toBe('store_unavailable');
  });

  it('a failure is told as what it was', async () => {
    expect(await refusedAs(ask([broken]))).toBe('upstream_error');
    expect(await refusedAs(ask(['hang'], {}, '100'))).toBe('upstream_timeout');
  });
});
