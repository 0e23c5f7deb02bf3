import { daysOf, type Period } from './days';
import { NOTHING_SPENT, together, type LedgerDay, type LedgerPeriod, type Spent } from './ledger-days';
import { dayCost, type CallPrice } from './list-price';
import { WEB_SEARCH, type ProviderReport } from './report';
import { NO_TOKENS, plus, type TokenCounts } from './token-counts';

/** What the provider counts; no tokens where it tells of money only. */
export interface Theirs {
  readonly tokens: TokenCounts | undefined;
  /** Micro-USD, by our price list where the report is of tokens only. */
  readonly cost: bigint;
}

/** One model on one day, as one side or both have it. */
export interface DriftLine {
  readonly day: string;
  readonly model: string;
  readonly ours: (Spent & { readonly estimated: Spent }) | undefined;
  readonly theirs: Theirs | undefined;
}

export interface Drift {
  readonly lines: readonly DriftLine[];
  readonly total: {
    readonly ours: Spent & { readonly estimated: Spent };
    readonly theirs: Theirs;
    /** Ours less theirs, in percent of theirs; null where theirs is nothing and ours is not. */
    readonly percent: number | null;
  };
  /** Whether tokens can be compared. */
  readonly hasTokens: boolean;
  /** Rows of days that were not asked for. */
  readonly outside: number;
  /** Days asked for that the report does not speak of. */
  readonly missingDays: readonly string[];
}

/** Compares the two sides, day by day and model by model. @param price what a call costs by our list */
export function driftOf(
  ledger: LedgerPeriod,
  report: ProviderReport,
  period: Period,
  price: CallPrice,
): Drift {
  const asked = new Set(daysOf(period));
  const rows = report.rows.filter(({ day }) => asked.has(day));
  const hasTokens = report.format === 'usage_report' || report.format === 'usage_csv';
  const apart = !hasTokens && rows.some(({ model }) => model === WEB_SEARCH);
  const ours = byKey(
    apart ? ledger.days.flatMap((day) => searchesApart(day, price)) : ledger.days,
    (a, b) => ({
      ...a,
      ...together(a, b),
      estimated: together(a.estimated, b.estimated),
    }),
  );
  const told = byKey(rows, (a, b) => ({
    ...a,
    ...(a.tokens && b.tokens && { tokens: plus(a.tokens, b.tokens) }),
    ...(a.cost !== undefined && b.cost !== undefined && { cost: a.cost + b.cost }),
  }));
  const lines = [...new Set([...ours.keys(), ...told.keys()])].sort().map((key): DriftLine => {
    const [mine, row] = [ours.get(key), told.get(key)];
    const { day, model } = (mine ?? row) as { day: string; model: string };
    const theirs = row && {
      tokens: row.tokens,
      cost: row.cost ?? dayCost(price, model, day, row.tokens ?? NO_TOKENS, mine?.byPrompt),
    };
    return { day, model, ours: mine, theirs };
  });
  return {
    lines,
    total: totalOf(lines, hasTokens),
    hasTokens,
    outside: report.rows.length - rows.length,
    missingDays: report.days === undefined ? [] : [...asked].filter((day) => report.days?.has(day) === false),
  };
}

/** Sums over all days. */
export function ledgerTotal(days: readonly LedgerDay[]): Spent & { readonly estimated: Spent } {
  return {
    ...days.reduce<Spent>(together, NOTHING_SPENT),
    estimated: days.map(({ estimated }) => estimated).reduce<Spent>(together, NOTHING_SPENT),
  };
}

/** @returns null where a percentage of nothing is asked for */
export function percentOf(drift: bigint, whole: bigint): number | null {
  if (drift === 0n) return 0;
  return whole === 0n ? null : (Number(drift) * 100) / Math.abs(Number(whole));
}

function totalOf(lines: readonly DriftLine[], hasTokens: boolean): Drift['total'] {
  const ours = ledgerTotal(
    lines.flatMap((line) => (line.ours === undefined ? [] : [line.ours as LedgerDay])),
  );
  const theirs = lines.flatMap((line) => line.theirs ?? []);
  const cost = theirs.reduce((sum, one) => sum + one.cost, 0n);
  const tokens = theirs.reduce((sum, one) => plus(sum, one.tokens ?? NO_TOKENS), NO_TOKENS);
  return {
    ours,
    theirs: { cost, tokens: hasTokens ? tokens : undefined },
    percent: percentOf(ours.cost - cost, cost),
  };
}

/** Reports of cost charge searches beside the models, and so does this, by the list. */
function searchesApart(day: LedgerDay, price: CallPrice): readonly LedgerDay[] {
  const { webSearches } = day.tokens;
  const cost = dayCost(price, day.model, day.day, { ...NO_TOKENS, webSearches });
  if (cost === 0n) return [day];
  const searches = { ...NOTHING_SPENT, tokens: { ...NO_TOKENS, webSearches }, cost };
  return [
    { ...day, tokens: { ...day.tokens, webSearches: 0 }, cost: day.cost - cost },
    { ...day, ...searches, model: WEB_SEARCH, estimated: NOTHING_SPENT },
  ];
}

function byKey<T extends { readonly day: string; readonly model: string }>(
  items: readonly T[],
  merge: (a: T, b: T) => T,
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const item of items) {
    const key = `${item.day} ${item.model}`;
    const so = map.get(key);
    map.set(key, so === undefined ? item : merge(so, item));
  }
  return map;
}
