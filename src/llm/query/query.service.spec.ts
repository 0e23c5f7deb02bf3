import { principalOf } from '../../auth/principal.fixture';
import { configOf } from '../../config/config.fixture';
import { contextOf } from '../../http/execution.fixture';
import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { TestStore } from '../../storage/store.fixture';
import { Ledger } from '../../usage';
import { Prices } from '../../usage/prices';
import { ActiveUpstream } from '../active-upstream';
import { ENDED, FakeUpstream, STARTED, text } from '../fake-upstream.fixture';
import { LlmService } from '../llm.service';
import { QueryDto } from './query.dto';
import { QueryService } from './query.service';

let place: TestStore;
let upstream: FakeUpstream;
let queries: QueryService;
beforeAll(async () => {
  place = await TestStore.create('sqlite');
  const ledger = new Ledger(await place.open(), new Prices());
  const config = configOf({ ANTHROPIC_MODEL: 'claude-opus-5-5' });
  upstream = new FakeUpstream([STARTED, text('an answer'), ENDED]);
  const llm = new LlmService(new ActiveUpstream(upstream), ledger, new FixedClock(), config);
  queries = new QueryService(llm, config);
  await queries.answer(queryOf({}), contextOf({ principal: principalOf() }), transport);
});
beforeEach(() => {
  upstream.calls.length = 0;
});
afterAll(() => place.remove());

const transport = { route: '/api/query', departure: new AbortController().signal };
const queryOf = (part: Partial<QueryDto>): QueryDto =>
  Object.assign(new QueryDto(), { question: 'q', context: { a: 1 }, ...part });

describe('a question', () => {
  it('is answered as CONTRACT section 3 says', async () => {
    const answer = await queries.answer(queryOf({}), contextOf({ principal: principalOf() }), transport);
    expect(answer).toEqual({
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
      chain_id: null,
      degraded: false,
      request_id: 'req_test',
    });
  });

  it.each([
    [{}, { model: 'claude-opus-5-5', max_tokens: 1024 }],
    [
      { model: 'm', max_tokens: 7 },
      { model: 'm', max_tokens: 7 },
    ],
  ])('that says %j asks for %j', async (part, request) => {
    await queries.answer(queryOf(part), contextOf({ principal: principalOf() }), transport);
    expect(upstream.calls).toHaveLength(1);
    expect(upstream.calls[0]?.request).toMatchObject(request);
  });

  it.each([
    ['of nobody', queryOf({}), contextOf(), 'credential_missing'],
    ['in a chain', queryOf({ chain_id: 'c' }), contextOf({ principal: principalOf() }), 'not_found'],
    [
      'with too much context',
      queryOf({ context: { a: 'x'.repeat(200_001) } }),
      contextOf({ principal: principalOf() }),
      'validation_failed',
    ],
  ])('%s is refused before anything is asked upstream', async (_, query, context, code) => {
    expect((await refusalOf(() => queries.answer(query, context, transport))).code).toBe(code);
    expect(upstream.calls).toEqual([]);
  });
});
