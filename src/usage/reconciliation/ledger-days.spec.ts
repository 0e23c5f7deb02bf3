import { GatewayError } from '../../kernel';
import type { LedgerRow } from '../../storage';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { ledgerPeriod } from './ledger-days';
import { tokens } from './reconciliation.fixture';
import { NO_TOKENS } from './token-counts';

const PERIOD = { from: '2026-11-19', to: '2026-11-20' };
const START = Date.UTC(2026, 10, 19);
const END = Date.UTC(2026, 10, 21);

let made = 0;

function row(change: Partial<LedgerRow> = {}): LedgerRow {
  made += 1;
  return {
    id: `row-${String(made)}`,
    request_id: 'req_1',
    principal: 'key:abc',
    key_id: 'abc',
    user_id: null,
    token_id: null,
    token_has_budget: 0,
    route: '/api/query',
    query_type: null,
    upstream: 'fake',
    model: 'claude-haiku-4-5',
    state: 'settled',
    ceiling_micro_usd: 5000,
    worker: null,
    deadline_at: null,
    input_tokens: 1,
    output_tokens: 2,
    cache_write_5m_tokens: 3,
    cache_write_1h_tokens: 4,
    cache_read_tokens: 5,
    web_searches: 6,
    cost_micro_usd: 7,
    outcome: 'answered',
    latency_ms: 1,
    first_token_ms: null,
    created_at: START,
    attempts: 1,
    session_id: null,
    ...change,
  };
}

describe.each(ENGINES)('the days of the ledger on %s', (engine) => {
  const store = storeOfBlock(engine);

  const given = (...rows: readonly Partial<LedgerRow>[]): Promise<unknown> =>
    store.database.attempt((db) => db.insertInto('ledger').values(rows.map(row)).execute());

  it('are none where the ledger has nothing', async () => {
    expect(await ledgerPeriod(store.database, PERIOD)).toEqual({
      days: [],
      underWay: { calls: 0, ceiling: 0n },
    });
  });

  it('have every call of theirs, from the first to the last millisecond (UTC)', async () => {
    const at = [START - 1, START, START + 86_399_999, START + 86_400_000, END - 1, END];
    await given(...at.map((created_at) => ({ created_at })));
    const { days } = await ledgerPeriod(store.database, PERIOD);
    expect(days).toMatchObject([
      { day: '2026-11-19', calls: 2, tokens: tokens(2, 6, 8, 10, 4, 12), cost: 14n },
      { day: '2026-11-20', calls: 2, cost: 14n },
    ]);
  });

  it('take snapshots and families together, and models apart', async () => {
    await given(
      { model: 'claude-haiku-4-5-20251001' },
      { model: 'claude-opus-5-5' },
      { model: 'claude-haiku-4-5', input_tokens: 100 },
    );
    const { days } = await ledgerPeriod(store.database, PERIOD);
    expect(days).toMatchObject([
      { model: 'claude-haiku-4-5', calls: 2, tokens: { inputTokens: 101 } },
      { model: 'claude-opus-5-5', calls: 1 },
    ]);
  });

  it('tell what is estimated and what is under way, and leave out what was forfeited', async () => {
    await given(
      {},
      { state: 'aborted', cost_micro_usd: 10 },
      { state: 'orphaned', cost_micro_usd: 100 },
      { state: 'forfeited', cost_micro_usd: 0 },
      { state: 'reserved', cost_micro_usd: 0 },
      { state: 'reserved', cost_micro_usd: 0, created_at: END - 1 },
      { state: 'reserved', cost_micro_usd: 0, created_at: END },
    );
    expect(await ledgerPeriod(store.database, PERIOD)).toMatchObject({
      days: [
        { calls: 3, cost: 117n, estimated: { calls: 2, cost: 110n, tokens: tokens(2, 6, 8, 10, 4, 12) } },
      ],
      underWay: { calls: 2, ceiling: 10_000n },
    });
  });

  it('tell the tokens by the length of their prompts', async () => {
    const none = {
      cache_write_5m_tokens: 0,
      cache_write_1h_tokens: 0,
      cache_read_tokens: 0,
      web_searches: 0,
    };
    await given(
      { ...none, input_tokens: 100_000 },
      { ...none, input_tokens: 50_000, cache_read_tokens: 50_001 },
      { ...none, input_tokens: 199_998, cache_write_5m_tokens: 1, cache_write_1h_tokens: 1 },
      { ...none, input_tokens: 200_001 },
    );
    const { days } = await ledgerPeriod(store.database, PERIOD);
    expect(days.map(({ byPrompt }) => byPrompt)).toEqual([
      [
        { ...NO_TOKENS, inputTokens: 100_000, outputTokens: 2 },
        tokens(249_998, 1, 1, 50_001, 4),
        tokens(200_001, 0, 0, 0, 2),
      ],
    ]);
  });

  it('are exact beyond 32 bits', async () => {
    await given({ cost_micro_usd: 3_000_000_000 }, { cost_micro_usd: 3_000_000_001 });
    expect((await ledgerPeriod(store.database, PERIOD)).days).toMatchObject([{ cost: 6_000_000_001n }]);
  });

  it('cannot be told when the store is gone', async () => {
    const refused = ledgerPeriod(await store.gone(), PERIOD);
    await expect(refused).rejects.toBeInstanceOf(GatewayError);
    await expect(refused).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
