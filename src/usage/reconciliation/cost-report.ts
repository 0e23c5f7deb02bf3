import { modelFamily, ReportError, scaled, WEB_SEARCH, type ProviderReport, type ReportRow } from './report';
import { readPages, type PagedResult } from './report-pages';

/**
 * Reads `GET /v1/organizations/cost_report` of Anthropic's Admin API: `amount` is a decimal string of cents ("123.45" in
 * "USD" is $1.23), `model` is null for what is no token and unless the request said `group_by[]=description`
 * (https://platform.claude.com/docs/en/api/admin/cost_report, read on 2026-11-21).
 * @throws ReportError naming the field at fault
 */
export function readCostReport(file: unknown): ProviderReport {
  const { results, days, whole } = readPages(file);
  return { format: 'cost_report', rows: results.map(rowOf), days, whole, unusual: new Set() };
}

function rowOf({ day, result, at }: PagedResult): ReportRow {
  const { amount, currency, model, cost_type: type } = result;
  // A cent is ten thousand micro-USD.
  const cost = typeof amount === 'string' ? scaled(amount, 4) : undefined;
  if (cost === undefined)
    throw new ReportError(`${at}.amount should be a decimal number of cents, as a string`);
  if (currency !== 'USD') throw new ReportError(`${at}.currency should be USD`);
  if (typeof model === 'string' && model !== '') return { day, model: modelFamily(model), cost };
  if (typeof type !== 'string' || type === 'tokens')
    throw new ReportError(`${at}.model is not told: fetch the report with group_by[]=description`);
  return { day, model: chargedAs(type), cost };
}

/** What is charged beside the models, in brackets: no model is called so. */
export function chargedAs(type: string): string {
  return /^web.?search/i.test(type) ? WEB_SEARCH : `(${type.replaceAll(/[^\w -]/g, '').slice(0, 40)})`;
}
