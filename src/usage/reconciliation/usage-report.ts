import { modelFamily, ReportError, unusualOf, type ProviderReport, type ReportRow } from './report';
import { countAt, objectAt, readPages, type Json, type PagedResult } from './report-pages';

/**
 * Reads `GET /v1/organizations/usage_report/messages` of Anthropic's Admin API. Fields as in
 * https://platform.claude.com/docs/en/api/admin-api/usage-cost/get-messages-usage-report and its example response, read
 * on 2026-11-21. `model` is null unless the request said `group_by[]=model`. Buckets may be of a day, an hour or a minute.
 * @throws ReportError naming the field at fault
 */
export function readUsageReport(file: unknown): ProviderReport {
  const { results, days, whole } = readPages(file);
  const unusual = results.flatMap(({ result }) =>
    unusualOf(result['service_tier'], result['speed'], result['inference_geo']),
  );
  return { format: 'usage_report', rows: results.map(rowOf), days, whole, unusual: new Set(unusual) };
}

function rowOf({ day, result, at }: PagedResult): ReportRow {
  const { model } = result;
  if (model === null || model === undefined)
    throw new ReportError(`${at}.model is not told: fetch the report with group_by[]=model`);
  if (typeof model !== 'string' || model === '') throw new ReportError(`${at}.model should be a name`);
  const of = (name: string): number => countAt(result[name], `${at}.${name}`);
  return {
    day,
    model: modelFamily(model),
    tokens: {
      inputTokens: of('uncached_input_tokens'),
      cacheWrite5mTokens: nested(result, 'cache_creation', 'ephemeral_5m_input_tokens', at),
      cacheWrite1hTokens: nested(result, 'cache_creation', 'ephemeral_1h_input_tokens', at),
      cacheReadTokens: of('cache_read_input_tokens'),
      outputTokens: of('output_tokens'),
      webSearches: nested(result, 'server_tool_use', 'web_search_requests', at),
    },
  };
}

function nested(result: Json, group: string, name: string, at: string): number {
  const value = result[group];
  if (value === null || value === undefined) return 0;
  return countAt(objectAt(value, `${at}.${group}`)[name], `${at}.${group}.${name}`);
}
