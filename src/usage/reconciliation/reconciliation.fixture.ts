import fc from 'fast-check';
import { PriceList } from '../prices/price-list';
import { parsePriceDocument } from '../prices/price-document';
import shipped from '../prices/prices.json';
import { daysOf } from './days';
import { NOTHING_SPENT, PROMPTS, type LedgerDay, type LedgerPeriod } from './ledger-days';
import { callPrice } from './list-price';
import { eachKind, KINDS, minus, NO_TOKENS, type TokenCounts } from './token-counts';

/** The list that is shipped, whatever a test machine is set to. */
export const PRICE = callPrice(new PriceList(parsePriceDocument(JSON.stringify(shipped))));

export const PERIOD = { from: '2026-11-18', to: '2026-11-20' };

export function tokens(...counts: readonly number[]): TokenCounts {
  return eachKind((kind) => counts[KINDS.indexOf(kind)] ?? 0);
}

/** A day whose calls all had short prompts and were settled. */
export function ledgerDay(day: string, model: string, counts: TokenCounts, cost: bigint): LedgerDay {
  const byPrompt = PROMPTS.map((_, at) => (at === 0 ? counts : NO_TOKENS));
  return { day, model, calls: 1, tokens: counts, cost, byPrompt, estimated: NOTHING_SPENT };
}

export function ledgerOf(...days: readonly LedgerDay[]): LedgerPeriod {
  return { days, underWay: { calls: 0, ceiling: 0n } };
}

const MODELS = ['claude-haiku-5-5', 'claude-haiku-4-5', 'claude-opus-5-5', 'nobody-knows-it'];

/** Any days of the period, each model at most once a day, with prompts of any length. */
export const anyDays = fc.uniqueArray(
  fc
    .record({
      day: fc.constantFrom(...daysOf(PERIOD)),
      model: fc.constantFrom(...MODELS),
      parts: fc.array(fc.array(fc.nat({ max: 3_000_000 }), { minLength: 6, maxLength: 6 }), {
        minLength: 3,
        maxLength: 3,
      }),
      cost: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    })
    .map(({ day, model, parts, cost }): LedgerDay => {
      const byPrompt = parts.map((part) => tokens(...part));
      const all = byPrompt.reduce((sum, part) => minus(sum, minus(NO_TOKENS, part)), NO_TOKENS);
      return { ...ledgerDay(day, model, all, cost), byPrompt };
    }),
  { selector: ({ day, model }) => `${day} ${model}`, minLength: 1, maxLength: 12 },
);

const bucket = (day: string, results: readonly object[]): object => ({
  starting_at: `${day}T00:00:00Z`,
  ending_at: `${day}T23:59:59Z`,
  results,
});

/** The usage report that a provider who counts as we do would send. */
export function usageReport(days: readonly LedgerDay[], more: object = {}): Record<string, unknown> {
  const results = ({ model, tokens: counts }: LedgerDay): object => ({
    uncached_input_tokens: counts.inputTokens,
    cache_creation: {
      ephemeral_1h_input_tokens: counts.cacheWrite1hTokens,
      ephemeral_5m_input_tokens: counts.cacheWrite5mTokens,
    },
    cache_read_input_tokens: counts.cacheReadTokens,
    output_tokens: counts.outputTokens,
    server_tool_use: { web_search_requests: counts.webSearches },
    api_key_id: null,
    workspace_id: null,
    service_tier: null,
    context_window: null,
    model: `${model}-20251001`,
  });
  return paged(days, results, more);
}

/** The cost report of such a provider. */
export function costReport(days: readonly LedgerDay[], more: object = {}): Record<string, unknown> {
  const results = ({ model, cost }: LedgerDay): object => ({
    amount: cents(cost),
    currency: 'USD',
    cost_type: 'tokens',
    description: `${model} Usage - Input Tokens`,
    model,
    token_type: 'uncached_input_tokens',
    service_tier: 'standard',
    context_window: '0-200k',
    workspace_id: null,
  });
  return paged(days, results, more);
}

function paged(
  days: readonly LedgerDay[],
  result: (day: LedgerDay) => object,
  more: object,
): Record<string, unknown> {
  const data = daysOf(PERIOD).map((day) => bucket(day, days.filter((one) => one.day === day).map(result)));
  return { data, has_more: false, next_page: null, ...more };
}

/** 12345n micro-USD are 1.2345 cents. */
export function cents(cost: bigint): string {
  const digits = cost.toString().padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

const USAGE_HEADER =
  'usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed';
const COST_HEADER =
  'usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed';

export function usageCsv(days: readonly LedgerDay[]): string {
  const rows = days.map(({ day, model, tokens: counts }) =>
    [
      day,
      model,
      '"a ""key"", and more"',
      'Default',
      'standard',
      '≤ 200k',
      ...KINDS.map((kind) => counts[kind]),
      'global',
      '',
    ].join(),
  );
  return [USAGE_HEADER, ...rows, ''].join('\r\n');
}

export function costCsv(days: readonly LedgerDay[]): string {
  const rows = days.map(({ day, model, cost }) => {
    const digits = cost.toString().padStart(7, '0');
    const usd = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
    const shown = model.replace(
      /^claude-(\w+)-(\d+)-(\d+)$/,
      (_, name, major, minor) => `Claude ${String(name)} ${String(major)}.${String(minor)}`,
    );
    return [
      day,
      shown,
      'Default',
      'key',
      'message',
      '≤ 200k',
      'output',
      usd,
      usd,
      'token',
      'global',
      '',
    ].join();
  });
  return [COST_HEADER, ...rows].join('\n');
}
