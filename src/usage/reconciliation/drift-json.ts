import type { Period } from './days';
import { ledgerTotal, percentOf, type Drift, type DriftLine, type Theirs } from './drift';
import type { LedgerPeriod, Spent } from './ledger-days';
import { KIND_NAMES, KINDS, minus, NO_TOKENS, type TokenCounts } from './token-counts';
import type { Verdict } from './verdict';

type Estimating = Spent & { readonly estimated: Spent };

/** The ledger as `--json` prints it; amounts are micro-USD. */
export function ledgerJson(period: Period, { days, underWay }: LedgerPeriod): object {
  return {
    ...period,
    days: days.map((day) => ({ day: day.day, model: day.model, ...spentJson(day) })),
    total: spentJson(ledgerTotal(days)),
    under_way: { calls: underWay.calls, ceiling_micro_usd: Number(underWay.ceiling) },
  };
}

/** The comparison as `--json` prints it. */
export function driftJson(
  period: Period,
  { underWay }: LedgerPeriod,
  drift: Drift,
  verdict: Verdict,
): object {
  return {
    ...period,
    report_is_whole: verdict.whole,
    tolerance_percent: verdict.tolerance,
    within_tolerance: verdict.within,
    days: drift.lines.map((line) => ({
      day: line.day,
      model: line.model,
      only_in: line.ours === undefined ? 'report' : line.theirs === undefined ? 'ledger' : null,
      ...sidesJson(line, drift.hasTokens),
    })),
    total: sidesJson(drift.total, drift.hasTokens),
    under_way: { calls: underWay.calls, ceiling_micro_usd: Number(underWay.ceiling) },
  };
}

function sidesJson({ ours, theirs }: Pick<DriftLine, 'ours' | 'theirs'>, hasTokens: boolean): object {
  const cost = (ours?.cost ?? 0n) - (theirs?.cost ?? 0n);
  const tokens = minus(ours?.tokens ?? NO_TOKENS, theirs?.tokens ?? NO_TOKENS);
  return {
    ours: ours === undefined ? null : spentJson(ours),
    theirs: theirs === undefined ? null : theirsJson(theirs),
    drift: {
      ...(hasTokens && tokensJson(tokens)),
      cost_micro_usd: Number(cost),
      cost_percent: percentOf(cost, theirs?.cost ?? 0n),
    },
  };
}

function theirsJson({ tokens, cost }: Theirs): object {
  return { ...(tokens && tokensJson(tokens)), cost_micro_usd: Number(cost) };
}

function spentJson({ estimated, ...spent }: Estimating): object {
  return { ...amounts(spent), of_which_estimated: amounts(estimated) };
}

function amounts({ calls, tokens, cost }: Spent): object {
  return { calls, ...tokensJson(tokens), cost_micro_usd: Number(cost) };
}

function tokensJson(tokens: TokenCounts): object {
  return Object.fromEntries(KINDS.map((kind) => [KIND_NAMES[kind], tokens[kind]]));
}
