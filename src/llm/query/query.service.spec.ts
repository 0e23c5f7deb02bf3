import { Logger } from '@nestjs/common';
import { principalOf } from '../../auth/principal.fixture';
import { configOf } from '../../config/config.fixture';
import { Chains } from '../../chains';
import { contextOf } from '../../http/execution.fixture';
import { replicaOn } from '../../idempotency/once.fixture';
import type { Principal } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import { FakeUpstream, refusal, STREAM, WHOLE, type Act } from '../fake-upstream.fixture';
import { FakeLedger, llmOf } from '../llm.fixture';
import { QueryDto } from './query.dto';
import { QueryService, type QueryTransport } from './query.service';

const place = storeOfBlock('sqlite');

beforeAll(() => {
  Logger.overrideLogger(false);
});

interface Asked {
  readonly query?: Partial<QueryDto>;
  readonly principal?: Principal | undefined;
  readonly id?: string;
  readonly body?: string;
  readonly key?: string;
  readonly onText?: QueryTransport['onText'];
}

const queryOf = (part: Partial<QueryDto>): QueryDto =>
  Object.assign(new QueryDto(), { question: 'q', context: { a: 1 }, ...part });

interface Test {
  readonly upstream: FakeUpstream;
  readonly ledger: FakeLedger;
  readonly ask: (asked?: Asked) => ReturnType<QueryService['answer']>;
}

function testOf(acts: readonly Act[], env: Readonly<Record<string, string>> = {}): Test {
  const upstream = new FakeUpstream(acts);
  const ledger = new FakeLedger();
  const settings = {
    ANTHROPIC_MODEL: 'claude-opus-5-5',
    CIRCUIT_FAILURE_THRESHOLD: '1',
    UPSTREAM_MAX_RETRIES: '0',
    ...env,
  };
  const { llm } = llmOf(upstream, ledger, settings);
  const { idempotency } = replicaOn(place.database, new FixedClock());
  const config = configOf(settings);
  const chains = new Chains(place.database, new FixedClock(), config);
  const queries = new QueryService(llm, chains, idempotency, config);
  const ask: Test['ask'] = (asked = {}) => {
    const { query = {}, id = 'req_1', body = JSON.stringify(query), key, onText } = asked;
    const principal = 'principal' in asked ? asked.principal : principalOf();
    const context = Object.assign(contextOf(), { id, principal, body: Buffer.from(body) });
    const { signal: departure } = new AbortController();
    return queries.answer(queryOf(query), context, {
      route: '/api/query',
      departure,
      idempotencyKey: key,
      ...(onText === undefined ? {} : { onText }),
    });
  };
  return { upstream, ledger, ask };
}

const ANSWER = {
  answer: 'an answer',
  model: 'claude-sonnet-5-5',
  stop_reason: 'end_turn',
  usage: {
    input_tokens: 10,
    output_tokens: 20,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  },
  cost_usd: 0.00022,
  chain_id: expect.stringMatching(/^[0-9A-Za-z]{20}$/) as unknown,
  turns_sent: 0,
  degraded: false,
  request_id: 'req_1',
};

describe('a question', () => {
  it('is answered as CONTRACT section 3 says', async () => {
    expect(await testOf([WHOLE]).ask()).toEqual({ answer: ANSWER, replayed: false });
  });

  it('is answered piece by piece with the same words, where somebody takes them', async () => {
    const pieces: string[] = [];
    const { ask, upstream } = testOf([STREAM]);
    const onText = (texts: readonly string[]): undefined => {
      pieces.push(...texts);
    };
    expect(await ask({ onText })).toEqual({ answer: ANSWER, replayed: false });
    expect(pieces).toEqual(['an ', 'answer']);
    expect(upstream.asked).toMatchObject([{ stream: true }]);
  });

  it('holds the model back as long as its reader asks for it', async () => {
    const { ask, ledger } = testOf([STREAM]);
    let taken: () => void = () => undefined;
    const pieces: string[] = [];
    const asked = ask({
      onText: (texts) => {
        pieces.push(...texts);
        return new Promise((resolve) => (taken = resolve));
      },
    });
    await new Promise(setImmediate);
    expect(pieces).toEqual(['an ']);
    taken();
    await new Promise(setImmediate);
    expect(pieces).toEqual(['an ', 'answer']);
    expect(ledger.rows).toEqual([]);
    taken();
    expect((await asked).answer).toEqual(ANSWER);
  });

  it.each([
    [{}, { model: 'claude-opus-5-5', max_tokens: 1024 }],
    [
      { model: 'm', max_tokens: 7 },
      { model: 'm', max_tokens: 7 },
    ],
  ])('that says %j asks for %j', async (query, request) => {
    const { ask, upstream, ledger } = testOf([WHOLE]);
    await ask({ query });
    expect(upstream.asked).toEqual([
      { ...request, stream: false, messages: [expect.objectContaining({ role: 'user' })] },
    ]);
    expect(upstream.requests).toMatchObject([
      {
        target: '/v1/messages',
        headers: { 'content-type': 'application/json', 'anthropic-version': expect.any(String) },
      },
    ]);
    expect(ledger.rows).toMatchObject([{ route: '/api/query', requestId: 'req_1', sessionId: null }]);
  });

  it.each<[string, Asked, string]>([
    ['of nobody', { principal: undefined }, 'credential_missing'],
    ['in a chain', { query: { chain_id: 'c' } }, 'not_found'],
    ['with too much context', { query: { context: { a: 'x'.repeat(200_001) } } }, 'validation_failed'],
    ['to a model that is not allowed', { principal: principalOf({ models: ['other'] }) }, 'model_denied'],
  ])('%s is refused before anything is asked upstream', async (_, asked, code) => {
    const { ask, upstream } = testOf([WHOLE]);
    expect((await refusalOf(() => ask({ key: 'k', ...asked }))).code).toBe(code);
    expect(upstream.requests).toEqual([]);
  });
});

describe('a question while the circuit is open', () => {
  /** Somebody was answered, then the provider fell sick. */
  async function sickAfter(answered: Asked, env: Readonly<Record<string, string>> = {}): Promise<Test> {
    const test = testOf([WHOLE], env);
    await test.ask(answered);
    test.upstream.acts = [refusal(500)];
    expect((await refusalOf(() => test.ask({ query: { question: 'another' } }))).code).toBe('upstream_error');
    test.ledger.rows.length = 0;
    test.upstream.requests.length = 0;
    return test;
  }

  it('is answered as before, if it was: degraded, free, and no call', async () => {
    const { ask, upstream, ledger } = await sickAfter({ query: { question: 'known' } });
    expect(await ask({ query: { question: 'known' }, id: 'req_2' })).toEqual({
      answer: { ...ANSWER, degraded: true, cost_usd: 0, request_id: 'req_2' },
      replayed: false,
    });
    expect(upstream.requests).toEqual([]);
    expect(ledger.rows).toEqual([]);
  });

  it.each<[string, Asked]>([
    ['of somebody else', { principal: principalOf({ id: 'key:other' }) }],
    ['with another question', { query: { question: 'unknown' } }],
    ['with other data', { query: { question: 'known', context: { a: 2 } } }],
    ['for another length', { query: { question: 'known', max_tokens: 9 } }],
  ])('%s is refused: 503 with a time to wait', async (_, asked) => {
    const { ask } = await sickAfter({ query: { question: 'known' } });
    const refused = await refusalOf(() => ask({ query: { question: 'known' }, ...asked }));
    expect(refused).toMatchObject({ code: 'upstream_unavailable', extras: { retry_after: 60 } });
  });

  it('is not answered from the store where its caller may no longer ask that model', async () => {
    const { ask } = await sickAfter({ query: { question: 'known' } });
    const principal = principalOf({ models: ['other'] });
    expect((await refusalOf(() => ask({ query: { question: 'known' }, principal }))).code).toBe(
      'model_denied',
    );
  });

  it('is answered by the model that stands in rather than from before, which is not kept', async () => {
    const env = { ANTHROPIC_FALLBACK_MODEL: 'claude-haiku-5-5' };
    const { ask, upstream } = await sickAfter({ query: { question: 'known' } }, env);
    upstream.acts = [WHOLE];
    const { answer } = await ask({ query: { question: 'new' } });
    expect(answer).toMatchObject({ degraded: true, cost_usd: 0.00022 });
    expect(upstream.asked).toMatchObject([{ model: 'claude-haiku-5-5' }]);
    upstream.acts = [refusal(500)];
    await refusalOf(() => ask({ query: { question: 'x' } }));
    expect((await refusalOf(() => ask({ query: { question: 'new' } }))).code).toBe('upstream_unavailable');
  });

  it('is not answered from before for any other failure', async () => {
    const { ask, upstream } = testOf([WHOLE], { CIRCUIT_FAILURE_THRESHOLD: '9' });
    await ask();
    upstream.acts = [refusal(500)];
    expect((await refusalOf(() => ask())).code).toBe('upstream_error');
  });
});

describe('a question with an Idempotency-Key', () => {
  it('is asked once, and its answer given again', async () => {
    const { ask, upstream, ledger } = testOf([WHOLE]);
    expect(await ask({ key: 'k' })).toEqual({ answer: ANSWER, replayed: false });
    expect(await ask({ key: 'k', id: 'req_2' })).toEqual({ answer: ANSWER, replayed: true });
    expect(upstream.requests).toHaveLength(1);
    expect(ledger.rows).toHaveLength(1);
  });

  it('that was streamed is given again without pieces', async () => {
    const { ask } = testOf([STREAM]);
    const onText = jest.fn();
    await ask({ key: 'k', onText });
    expect(onText).toHaveBeenCalledTimes(2);
    expect(await ask({ key: 'k', onText })).toEqual({ answer: ANSWER, replayed: true });
    expect(onText).toHaveBeenCalledTimes(2);
  });

  it.each<[string, Asked]>([
    ['another key', { key: 'other' }],
    ['no key', {}],
    ['somebody else', { key: 'k', principal: principalOf({ id: 'key:other' }) }],
  ])('is asked anew with %s', async (_, asked) => {
    const { ask, upstream } = testOf([WHOLE]);
    await ask({ key: 'k' });
    expect((await ask(asked)).replayed).toBe(false);
    expect(upstream.requests).toHaveLength(2);
  });

  it('is refused with another body', async () => {
    const { ask, upstream } = testOf([WHOLE]);
    await ask({ key: 'k' });
    expect((await refusalOf(() => ask({ key: 'k', body: '{"other":1}' }))).code).toBe('idempotency_conflict');
    expect(upstream.requests).toHaveLength(1);
  });

  it('is asked anew when it failed', async () => {
    const { ask, upstream } = testOf([refusal(400), WHOLE]);
    expect((await refusalOf(() => ask({ key: 'k' }))).code).toBe('validation_failed');
    expect(await ask({ key: 'k' })).toEqual({ answer: ANSWER, replayed: false });
    expect(upstream.requests).toHaveLength(2);
  });
});
