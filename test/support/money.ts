import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { microUsd, type BudgetPeriod, type BudgetPolicy } from '../../src/kernel';
import type { Database } from '../../src/storage/database';
import type { LedgerRow } from '../../src/storage';
import { until, type Call } from './admin';
import type { Reply } from './ask';
import type { TestGateway } from './gateway';
import { ledgerOf } from './ledger';
import { message } from './native';
import {
  answerWith,
  beginStream,
  SHORT_MESSAGE,
  writePieces,
  type Arrival,
  type Script,
} from './native-upstream';
import { beginning, delta, ending } from './streams';

/** One counter, and what the rows of the ledger say that it should be. Amounts in micro-USD. */
export interface Compared {
  readonly scope: string;
  readonly period: string;
  readonly spent: number;
  readonly reserved: number;
  readonly ledgerSpent: number;
  readonly ledgerReserved: number;
}

const DAY_MS = 86_400_000;

/** Null: a sum of the ledger. */
interface CounterName {
  readonly scope: string | null;
  readonly period: string | null;
}

interface Sum {
  readonly key_id: string | null;
  readonly user_id: string | null;
  readonly token_id: string | null;
  readonly token_has_budget: number;
  /** PostgreSQL's sums are texts. */
  readonly day: number | string;
  readonly spent: number | string;
  readonly reserved: number | string;
}

/** Every counter beside the sums of the ledger, both of one moment: those that differ are wrong. */
export async function compareMoney(database: Database): Promise<readonly Compared[]> {
  // One statement sees one moment, and holds up nobody who writes. As a report it has the time that a busy machine takes.
  const { rows } = await database.report((db) =>
    sql<Sum & CounterName>`
      select scope, period, null as key_id, null as user_id, null as token_id, 0 as token_has_budget, 0 as day,
        spent_micro_usd as spent, reserved_micro_usd as reserved
      from budget_counters
      union all
      select null, null, key_id, user_id, token_id, token_has_budget, created_at / ${sql.lit(DAY_MS)},
        sum(cost_micro_usd), sum(case when state = 'reserved' then ceiling_micro_usd else 0 end)
      from ledger
      group by key_id, user_id, token_id, token_has_budget, created_at / ${sql.lit(DAY_MS)}`.execute(db),
  );
  const counters = rows.filter(({ scope }) => scope !== null);
  const sums = sumsOf(rows.filter(({ scope }) => scope === null));
  const named = new Map(counters.map((row) => [`${row.scope ?? ''} ${row.period ?? ''}`, row]));
  const names = new Set([...sums.keys(), ...named.keys()]);
  return [...names].map((name) => {
    const [scope = '', period = ''] = name.split(' ');
    const counter = named.get(name);
    const sum = sums.get(name) ?? { spent: 0, reserved: 0 };
    return {
      scope,
      period,
      spent: Number(counter?.spent ?? 0),
      reserved: Number(counter?.reserved ?? 0),
      ledgerSpent: sum.spent,
      ledgerReserved: sum.reserved,
    };
  });
}

/** The counters that are not what the ledger says. */
export async function moneyFaults(database: Database): Promise<readonly Compared[]> {
  const compared = await compareMoney(database);
  return compared.filter(
    ({ spent, reserved, ledgerSpent, ledgerReserved }) =>
      spent !== ledgerSpent || reserved !== ledgerReserved,
  );
}

function sumsOf(rows: readonly Sum[]): Map<string, { spent: number; reserved: number }> {
  const sums = new Map<string, { spent: number; reserved: number }>();
  for (const row of rows) {
    const date = new Date(Number(row.day) * DAY_MS).toISOString();
    const owner = row.key_id === null ? `user:${row.user_id ?? ''}` : `key:${row.key_id}`;
    const names = [`gateway ${date.slice(0, 10)}`];
    for (const period of [date.slice(0, 10), date.slice(0, 7), 'total']) names.push(`${owner} ${period}`);
    if (row.token_has_budget === 1) names.push(`token:${row.token_id ?? ''} total`);
    for (const name of names) {
      const sum = sums.get(name) ?? { spent: 0, reserved: 0 };
      sums.set(name, {
        spent: sum.spent + Number(row.spent),
        reserved: sum.reserved + Number(row.reserved),
      });
    }
  }
  return sums;
}

/** A budget as keys have it, of so many micro-USD. */
export function budgetOf(limit: number, period: BudgetPeriod = 'total'): BudgetPolicy {
  return { limit: microUsd(BigInt(limit)), period };
}

/** Micro-USD as answers tell them. */
export function usd(amount: number): number {
  return amount / 1e6;
}

/** The period of today, as counters name it. */
function today(period: BudgetPeriod): string {
  const date = new Date().toISOString();
  return period === 'total' ? period : date.slice(0, period === 'day' ? 10 : 7);
}

/** When that ends: at the next midnight of UTC, on the first of the next month, or never. */
export function endOf(period: BudgetPeriod): string | null {
  if (period === 'total') return null;
  const end = new Date();
  end.setUTCHours(0, 0, 0, 0);
  if (period === 'day') end.setUTCDate(end.getUTCDate() + 1);
  else end.setUTCMonth(end.getUTCMonth() + 1, 1);
  return end.toISOString();
}

/** What a counter holds, in micro-USD; zero where nothing was counted. */
export async function counterOf(
  database: Database,
  scope: string,
  period: BudgetPeriod,
): Promise<{ readonly spent: number; readonly reserved: number }> {
  const row = await database.attempt((db) =>
    db
      .selectFrom('budget_counters')
      .selectAll()
      .where('scope', '=', scope)
      .where('period', '=', today(period))
      .executeTakeFirst(),
  );
  return { spent: row?.spent_micro_usd ?? 0, reserved: row?.reserved_micro_usd ?? 0 };
}

/** A request that costs something, on each route and in each form. */
export interface PricedRequest {
  readonly path: '/api/query' | '/v1/messages';
  readonly body: Readonly<Record<string, unknown>>;
}

/** So long that its bytes are many more than tokens that a provider would count. */
const TEXT = `Which plan earns more? ${'Basic earns 1200. '.repeat(200)}`;
const QUERY: PricedRequest = {
  path: '/api/query',
  body: { question: TEXT, context: {}, max_tokens: 64 },
};
const MESSAGE: PricedRequest = { path: '/v1/messages', body: message(TEXT) };

export const PRICED = {
  query: QUERY,
  'query stream': { ...QUERY, body: { ...QUERY.body, stream: true } },
  message: MESSAGE,
  'message stream': { ...MESSAGE, body: { ...MESSAGE.body, stream: true } },
} as const satisfies Record<string, PricedRequest>;

export function send(call: Call, { path, body }: PricedRequest): Promise<Reply> {
  return call('POST', path, body, { 'anthropic-version': '2023-06-01' });
}

/** What a refusal says besides its sentence, in the shape of either API. */
export function refusalOf({ body }: Reply): Readonly<Record<string, unknown>> {
  const { error } = body as { readonly error?: { readonly details?: Readonly<Record<string, unknown>> } };
  return error?.details ?? body;
}

/** The sentence of a refusal. */
export function detailOf({ body }: Reply): string {
  const { error, detail } = body as {
    readonly error?: { readonly message?: string };
    readonly detail?: string;
  };
  return detail ?? error?.message ?? '';
}

/** What a request of a key without a cent is refused for: all that it could cost, in micro-USD. */
export async function ceilingOf(penniless: Call, request: PricedRequest): Promise<number> {
  const reply = await send(penniless, request);
  const { needed_usd: needed } = refusalOf(reply)['budget'] as { readonly needed_usd: number };
  return Math.round(needed * 1e6);
}

/** Whether an answer came to its end: a stream does with its last event. */
export function isComplete(text: string): boolean {
  return text.startsWith('{')
    ? text.endsWith('}')
    : /\nevent: (?:done|message_stop)\ndata: .*\n\n$/.test(text);
}

interface Counts {
  readonly input: number;
  readonly output: number;
}

/** At the list prices of `claude-sonnet-5-5`: 2 and 10 USD for a million tokens. */
export function costOf({ input, output }: Counts): number {
  return 2 * input + 10 * output;
}

/** Answers whole or in events, as was asked, and has used so many tokens. */
export function answering(counts: Counts): Script {
  return (arrival) => answerFor(arrival, counts);
}

export async function answerFor(arrival: Arrival, { input, output }: Counts): Promise<void> {
  const asked = JSON.parse(arrival.body.toString()) as { readonly stream?: boolean };
  if (arrival.target.startsWith('/v1/messages/count_tokens'))
    answerWith(arrival, 200, { input_tokens: input });
  else if (asked.stream === true) {
    beginStream(arrival);
    await writePieces(arrival, [beginning(input), delta('Yes.'), ending(output)]);
    arrival.response.end();
  } else
    answerWith(arrival, 200, { ...SHORT_MESSAGE, usage: { input_tokens: input, output_tokens: output } });
}

/** All rows once those of processes that are gone are orphans: half a minute is over for them at once. */
export async function rowsAfterLeases(gateway: TestGateway): Promise<readonly LedgerRow[]> {
  await gateway.database.attempt((db) =>
    db.updateTable('ledger').set({ deadline_at: 0 }).where('state', '=', 'reserved').execute(),
  );
  return until(
    async () => {
      // It takes seconds, in which others have work for the processor.
      await setTimeout(50);
      return ledgerOf(gateway);
    },
    (rows) => rows.every(({ state }) => state !== 'reserved'),
  );
}
