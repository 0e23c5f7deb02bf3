import { GatewayError } from '../kernel';
import type { Database, LedgerRow } from '../storage';
import { ENGINES, TestStore } from '../storage/store.fixture';
import { Ledger } from './ledger';
import type { LedgerEntry } from './ledger-entry';
import { Prices } from './prices';

const ENTRY: LedgerEntry = {
  requestId: 'req_1',
  principal: 'key:abc',
  keyId: 'abc',
  tokenId: 'tok',
  route: '/api/query',
  upstream: 'fake',
  model: 'claude-sonnet-5-5',
  usage: {
    inputTokens: 100,
    outputTokens: 200,
    cacheWrite5mTokens: 3,
    cacheWrite1hTokens: 4,
    cacheReadTokens: 5,
  },
  outcome: 'answered',
  latencyMs: 12,
  firstTokenMs: 3,
  attempts: 1,
  sessionId: null,
  createdAt: Date.UTC(2026, 10, 21),
};

describe.each(ENGINES)('the ledger on %s', (engine) => {
  let place: TestStore;
  let database: Database;
  let ledger: Ledger;
  beforeEach(async () => {
    place = await TestStore.create(engine);
    database = await place.open();
    ledger = new Ledger(database, new Prices());
    expect(await rows()).toEqual([]);
  });
  afterEach(() => place.remove());

  const rows = (): Promise<readonly LedgerRow[]> =>
    database.attempt((db) => db.selectFrom('ledger').selectAll().execute());

  it('prices a call and keeps one row of it, with everything that was told', async () => {
    // 100 x 2 + 200 x 10 + 3 x 2.5 + 4 x 4 + 5 x 0.1 = 2224
    expect(await ledger.record(ENTRY)).toBe(2224n);
    expect(await rows()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        request_id: 'req_1',
        principal: 'key:abc',
        key_id: 'abc',
        token_id: 'tok',
        route: '/api/query',
        upstream: 'fake',
        model: 'claude-sonnet-5-5',
        input_tokens: 100,
        output_tokens: 200,
        cache_write_5m_tokens: 3,
        cache_write_1h_tokens: 4,
        cache_read_tokens: 5,
        cost_micro_usd: 2224,
        outcome: 'answered',
        latency_ms: 12,
        first_token_ms: 3,
        attempts: 1,
        session_id: null,
        created_at: ENTRY.createdAt,
      },
    ]);
  });

  it('keeps a call of nobody’s key that never began to answer', async () => {
    await ledger.record({ ...ENTRY, keyId: null, tokenId: null, firstTokenMs: null, outcome: 'failed' });
    expect(await rows()).toMatchObject([
      { key_id: null, token_id: null, first_token_ms: null, outcome: 'failed' },
    ]);
  });

  it('keeps one row for each of many at once, of one request or of several', async () => {
    const requests = Array.from({ length: 700 }, (_, at) => `req_${String(at % 350)}`);
    await Promise.all(requests.map((requestId) => ledger.record({ ...ENTRY, requestId })));
    const kept = await rows();
    expect(kept.map(({ request_id }) => request_id).sort()).toEqual([...requests].sort());
    expect(new Set(kept.map(({ id }) => id)).size).toBe(700);
  });

  it('has written everything when shutdown goes on', async () => {
    const recorded = Promise.all([1, 2, 3].map(() => ledger.record(ENTRY)));
    await ledger.beforeApplicationShutdown();
    expect(await rows()).toHaveLength(3);
    await recorded;
  });

  it('refuses what it could not keep, and only that', async () => {
    const broken = { ...ENTRY, requestId: null as unknown as string };
    const refused: unknown = await ledger.record(broken).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GatewayError);
    expect(refused).toMatchObject({ code: 'store_unavailable' });
    await ledger.record(ENTRY);
    expect(await rows()).toHaveLength(1);
  });

  it('refuses when the store is gone', async () => {
    await database.close();
    await expect(ledger.record(ENTRY)).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
