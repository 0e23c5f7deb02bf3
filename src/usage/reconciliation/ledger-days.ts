import { sql } from 'kysely';
import type { Database } from '../../storage';
import { DAY_MS, daysOf, startOfDay, type Period } from './days';
import { modelFamily } from './report';
import { eachKind, NO_TOKENS, plus, type Kind, type TokenCounts } from './token-counts';

/** What some calls used and cost. */
export interface Spent {
  readonly calls: number;
  readonly tokens: TokenCounts;
  /** Micro-USD. */
  readonly cost: bigint;
}

/** What the ledger has of one model on one day. */
export interface LedgerDay extends Spent {
  readonly day: string;
  readonly model: string;
  /** The same tokens, by the length of the prompts they came with: see `PROMPTS`. */
  readonly byPrompt: readonly TokenCounts[];
  /** The part that nobody told us: calls that were aborted, or whose end was never seen. */
  readonly estimated: Spent;
}

export interface LedgerPeriod {
  readonly days: readonly LedgerDay[];
  /** Calls that are not over yet, and what they hold. They are in none of the days. */
  readonly underWay: { readonly calls: number; readonly ceiling: bigint };
}

/** Classes of prompts, by the lengths over which list prices are known to change. `probe` is a prompt in that class. */
export const PROMPTS = [
  { over: 0, probe: 0 },
  { over: 100_000, probe: 100_001 },
  { over: 200_000, probe: 200_001 },
] as const;

export const NOTHING_SPENT: Spent = { calls: 0, tokens: NO_TOKENS, cost: 0n };

const ESTIMATED: ReadonlySet<string> = new Set(['aborted', 'orphaned']);

/** What PostgreSQL and SQLite give for a count or a sum. */
type Cell = string | number;

type Group = Readonly<Record<Kind, Cell>> & {
  readonly model: string;
  readonly state: string;
  readonly prompt: number;
  readonly calls: Cell;
  readonly cost: Cell;
};

/**
 * Sums the ledger by day (UTC) and family of models. What was forfeited cost nothing and is left out.
 * @throws GatewayError `store_unavailable`
 */
export async function ledgerPeriod(database: Database, period: Period): Promise<LedgerPeriod> {
  const days: LedgerDay[] = [];
  // A day at a time: no statement of a store may take as long as a month of a busy gateway would.
  for (const day of daysOf(period)) days.push(...foldDay(day, await groupsOf(database, day)));
  return { days, underWay: await underWay(database, period) };
}

function groupsOf(database: Database, day: string): Promise<readonly Group[]> {
  const start = startOfDay(day) as number;
  const prompt = sql`input_tokens + cache_write_5m_tokens + cache_write_1h_tokens + cache_read_tokens`;
  return database.report(async (db) => {
    const { rows } = await sql<Group>`
      select model, state, prompt, count(*) as calls, sum(cost_micro_usd) as cost,
        sum(input_tokens) as "inputTokens", sum(cache_write_5m_tokens) as "cacheWrite5mTokens",
        sum(cache_write_1h_tokens) as "cacheWrite1hTokens", sum(cache_read_tokens) as "cacheReadTokens",
        sum(output_tokens) as "outputTokens", sum(web_searches) as "webSearches"
      from (
        select ledger.*, case when ${prompt} > ${sql.lit(PROMPTS[2].over)} then 2
          when ${prompt} > ${sql.lit(PROMPTS[1].over)} then 1 else 0 end as prompt
        from ledger
        where created_at >= ${start} and created_at < ${start + DAY_MS}
          and state in ('settled', 'aborted', 'orphaned')
      ) as calls
      group by model, state, prompt`.execute(db);
    return rows;
  });
}

function foldDay(day: string, groups: readonly Group[]): readonly LedgerDay[] {
  const families = new Map<string, LedgerDay>();
  for (const group of groups) {
    const model = modelFamily(group.model);
    const so = families.get(model) ?? {
      ...NOTHING_SPENT,
      day,
      model,
      byPrompt: PROMPTS.map(() => NO_TOKENS),
      estimated: NOTHING_SPENT,
    };
    const spent = spentOf(group);
    families.set(model, {
      ...so,
      ...together(so, spent),
      byPrompt: so.byPrompt.map((tokens, at) => (at === group.prompt ? plus(tokens, spent.tokens) : tokens)),
      estimated: ESTIMATED.has(group.state) ? together(so.estimated, spent) : so.estimated,
    });
  }
  return [...families.values()].sort((a, b) => (a.model < b.model ? -1 : 1));
}

export function together(a: Spent, b: Spent): Spent {
  return { calls: a.calls + b.calls, tokens: plus(a.tokens, b.tokens), cost: a.cost + b.cost };
}

function spentOf(group: Group): Spent {
  const tokens = eachKind((kind) => Number(group[kind]));
  return { calls: Number(group.calls), tokens, cost: BigInt(group.cost) };
}

function underWay(database: Database, { from, to }: Period): Promise<LedgerPeriod['underWay']> {
  return database.report(async (db) => {
    const row = await db
      .selectFrom('ledger')
      .select(({ fn }) => [
        fn.countAll<Cell>().as('calls'),
        fn.coalesce(fn.sum<Cell>('ceiling_micro_usd'), sql<Cell>`0`).as('ceiling'),
      ])
      .where('state', '=', 'reserved')
      .where('created_at', '>=', startOfDay(from) as number)
      .where('created_at', '<', (startOfDay(to) as number) + DAY_MS)
      .executeTakeFirstOrThrow();
    return { calls: Number(row.calls), ceiling: BigInt(row.ceiling) };
  });
}
