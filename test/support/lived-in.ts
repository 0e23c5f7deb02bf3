import { randomUUID } from 'node:crypto';
import type { LedgerRow, TrafficRow } from '../../src/storage';
import type { TestGateway } from './gateway';

const SLOT_MS = 15_000;
const SLOTS = 60;
const DAY_MS = 86_400_000;
const DAYS = 30;
const MICRO = 1_000_000;

/** Goes up and down between 0 and 1, once in so many steps. */
const wave = (at: number, steps: number): number => (1 + Math.sin((2 * Math.PI * at) / steps)) / 2;

/** A quarter of an hour of traffic and a month of costs, as in a gateway that many use: always the same. */
export async function liveIn(gateway: TestGateway, now = Date.now()): Promise<void> {
  const lastSlot = now - (now % SLOT_MS);
  const today = now - (now % DAY_MS);
  const traffic = [
    ...Array.from({ length: SLOTS }, (_, at) => slotRows(lastSlot - (SLOTS - 1 - at) * SLOT_MS, at)).flat(),
    ...Object.entries({ requests: 2381, input_tokens: 1_953_420, output_tokens: 498_200 }).map(
      ([measure, value]) => ({ slot: today, measure: `day:${measure} gateway`, value }),
    ),
  ];
  const days = Array.from({ length: DAYS }, (_, at) =>
    ledgerRow(
      today - (DAYS - 1 - at) * DAY_MS,
      Math.round((1.2 + 2.6 * wave(at, 17) * wave(at + 2, 7)) * MICRO),
    ),
  );
  await spend(gateway, 'gateway', 'day', { spent: 3.41, reserved: 0 });
  await gateway.database.attempt(async (db) => {
    for (const row of traffic)
      await db
        .insertInto('traffic')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['slot', 'measure']).doUpdateSet((build) => ({
            value: build('traffic.value', '+', build.ref('excluded.value')),
          })),
        )
        .execute();
    await db.insertInto('ledger').values(days).execute();
  });
}

/** Sets what a key or user has spent in this period. */
export async function spend(
  { database }: TestGateway,
  scope: string,
  period: 'day' | 'month' | 'total',
  usd: { readonly spent: number; readonly reserved: number },
): Promise<void> {
  const date = new Date().toISOString();
  const named = { day: date.slice(0, 10), month: date.slice(0, 7), total: 'total' }[period];
  await database.attempt((db) =>
    db
      .insertInto('budget_counters')
      .values({
        scope,
        period: named,
        spent_micro_usd: Math.round(usd.spent * MICRO),
        reserved_micro_usd: Math.round(usd.reserved * MICRO),
        warned_micro_usd: null,
      })
      .execute(),
  );
}

function slotRows(slot: number, at: number): TrafficRow[] {
  const answered = Math.round(18 + 22 * wave(at, 41) + 5 * wave(at, 5));
  const refused = {
    throttling: at > 27 && at < 42 ? Math.round(9 * wave(at - 27, 14)) : 0,
    identity: at % 5 === 0 ? 1 : 0,
    budget: at > 52 ? 1 : 0,
    validation: at % 17 === 3 ? 2 : 0,
  };
  const failed = at === 22 ? 3 : 0;
  const requests = answered + failed + Object.values(refused).reduce((sum, value) => sum + value, 0);
  const steps = Array.from(
    { length: answered },
    (_, one) => 35 + Math.round(3 * wave(at, 23) + (6 * one) / answered),
  );
  return [
    { slot, measure: 'requests', value: requests },
    ...Object.entries(refused).map(([layer, value]) => ({ slot, measure: `refused:${layer}`, value })),
    { slot, measure: 'failed', value: failed },
    ...[...new Set(steps)].map((step) => ({
      slot,
      measure: `ms:${String(step)}`,
      value: steps.filter((one) => one === step).length,
    })),
    { slot, measure: 'input_tokens', value: answered * 820 },
    { slot, measure: 'output_tokens', value: answered * 210 },
    { slot, measure: 'cost', value: answered * 5610 },
  ];
}

function ledgerRow(day: number, cost: number): LedgerRow {
  return {
    id: randomUUID(),
    request_id: `req_${randomUUID()}`,
    principal: 'key',
    key_id: null,
    user_id: null,
    token_id: null,
    token_has_budget: 0,
    session_id: null,
    query_type: null,
    route: '/api/query',
    upstream: 'simulator',
    model: 'claude-sonnet-4-5',
    input_tokens: 400_000,
    output_tokens: 90_000,
    cache_write_5m_tokens: 0,
    cache_write_1h_tokens: 0,
    cache_read_tokens: 0,
    web_searches: 0,
    cost_micro_usd: cost,
    ceiling_micro_usd: 0,
    state: 'settled',
    outcome: 'answered',
    latency_ms: 700,
    first_token_ms: null,
    attempts: 1,
    worker: null,
    deadline_at: null,
    created_at: day + 1000,
  };
}
