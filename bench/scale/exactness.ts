import { ANSWERED, crowd, type Outcomes } from './crowd';
import type { Fleet } from './fleet';
import type { CountingDatabase } from './stores';

const AT_ONCE = 64;
const RATE = { max: 150, asked: 600 };
const CONCURRENCY = { max: 7, asked: 60, heldMs: 5000 };
/** Calls that a budget is for, how often it is asked at once, and micro-USD to see what a call costs. */
const BUDGET = { calls: 50, asked: 200, sample: 50_000 };

/**
 * Asks more than is allowed, over all gateways at once.
 * @throws Error unless a rate limit, a concurrency limit and a budget let in exactly what they should
 */
export async function proveExact(fleet: Fleet, database: CountingDatabase, upstream: string): Promise<void> {
  await proveRate(fleet);
  await proveConcurrency(fleet, upstream);
  await proveBudget(fleet, database);
}

async function proveRate(fleet: Fleet): Promise<void> {
  const { max, asked } = RATE;
  const { key } = await fleet.createKey({ rate_limit: { max_requests: max, window_seconds: 3600 } });
  const outcomes = await crowd(fleet.url, key, asked, AT_ONCE);
  expectOutcomes('a rate limit', outcomes, { [ANSWERED]: max, rate_limited: asked - max });
}

async function proveConcurrency(fleet: Fleet, upstream: string): Promise<void> {
  const { max, asked, heldMs } = CONCURRENCY;
  const { key } = await fleet.createKey({ max_concurrency: max });
  await setLatency(upstream, heldMs);
  const began = performance.now();
  const outcomes = await crowd(fleet.url, key, asked, asked);
  const tookMs = performance.now() - began;
  await setLatency(upstream, 0);
  // Where the first had left before the last came, more could get in rightly.
  if (tookMs > 2 * heldMs) throw new Error('The machine is too slow to tell whether concurrency is limited');
  expectOutcomes('a concurrency limit', outcomes, { [ANSWERED]: max, concurrency_limited: asked - max });
}

/**
 * A budget of `ceiling + (n - 1) x cost` has room for exactly n calls, in whichever order they come; with one
 * micro-dollar less for n - 1. Those that are refused because others hold their ceilings just then come again.
 */
async function proveBudget(fleet: Fleet, database: CountingDatabase): Promise<void> {
  const calls = await drain(fleet, database, BUDGET.sample);
  const cost = Math.max(...calls.map((call) => call.cost));
  // That of the last call, whose prompt was counted rather than bounded by its bytes.
  const ceiling = Math.min(...calls.map((call) => call.ceiling));
  for (const missing of [0, 1]) {
    const limit = ceiling + (BUDGET.calls - 1) * cost - missing;
    const { length } = await drain(fleet, database, limit);
    if (length !== BUDGET.calls - missing)
      throw new Error(
        `${String(length)} calls of ${String(cost)} fit into a budget of ${String(limit)} micro-USD`,
      );
  }
}

/**
 * Asks at once for more than a budget (micro-USD) has room for, and then one by one until nothing fits. Returns the
 * calls. @throws Error unless answers, rows and the counter of the budget agree to the micro-dollar
 */
async function drain(fleet: Fleet, database: CountingDatabase, limit: number): Promise<readonly Call[]> {
  const { id, key } = await fleet.createKey({ budget: { limit_usd: limit / 1e6, period: 'total' } });
  let answered = 0;
  const ask = async (amount: number, atOnce: number): Promise<number> => {
    const outcomes = await crowd(fleet.url, key, amount, atOnce);
    const passed = outcomes.get(ANSWERED) ?? 0;
    expectOutcomes('a budget', outcomes, { [ANSWERED]: passed, budget_exhausted: amount - passed });
    answered += passed;
    return passed;
  };
  await ask(BUDGET.asked, AT_ONCE);
  while ((await ask(1, 1)) > 0);
  const calls = await database.query<Call>(
    `select ceiling_micro_usd::float8 as ceiling, cost_micro_usd::float8 as cost
      from ledger where key_id = $1 and state = 'settled' and route = '/v1/messages'`,
    [id],
  );
  const [counter] = await database.query<{ spent: number; reserved: number }>(
    `select spent_micro_usd::float8 as spent, reserved_micro_usd::float8 as reserved
      from budget_counters where scope = $1 and period = 'total'`,
    [`key:${id}`],
  );
  const cost = calls.reduce((sum, call) => sum + call.cost, 0);
  const found = [calls.length, counter?.spent, counter?.reserved].join(', ');
  const expected = [answered, cost, 0].join(', ');
  if (found !== expected || cost > limit)
    throw new Error(
      `A budget of ${String(limit)} micro-USD: rows, spent and reserved are ${found}, not ${expected}`,
    );
  return calls;
}

interface Call {
  readonly ceiling: number;
  readonly cost: number;
}

async function setLatency(upstream: string, ms: number): Promise<void> {
  await fetch(`${upstream}/latency/${String(ms)}`, { method: 'POST' });
}

function expectOutcomes(what: string, found: Outcomes, expected: Readonly<Record<string, number>>): void {
  const told = (outcomes: Iterable<readonly [string, number]>): string =>
    [...outcomes]
      .filter(([, times]) => times > 0)
      .map(([name, times]) => `${String(times)} ${name}`)
      .sort()
      .join(', ');
  const [is, should] = [told(found), told(Object.entries(expected))];
  if (is !== should) throw new Error(`With ${what} there were ${is}, and not ${should}`);
}
