import { chargedAs } from './cost-report';
import { readCsv, type CsvRecord } from './csv';
import { startOfDay } from './days';
import { modelFamily, ReportError, scaled, unusualOf, type ProviderReport, type ReportRow } from './report';
import { eachKind, KINDS, type Kind } from './token-counts';

/**
 * The columns of the Console's exports. That both pages export CSV is documented
 * (https://support.claude.com/en/articles/9534590-cost-and-usage-reporting-in-the-claude-console, read on 2026-11-21);
 * their columns are not. These are those of public code that reads such exports, which agree with each other (code search
 * on 2026-11-21; rows from 2024-12 to 2026-09):
 * usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,
 * usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,
 * web_search_count,inference_geo,speed
 * and usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,
 * inference_geo,speed. Exports from before writes of an hour have one column of writes. The last name of some lines is
 * that of the Admin API. Not confirmed, and so taken as it comes: empty counts (zero), times of day in the date (UTC),
 * thousands separators, and how costs of web searches look (by cost_type where no model is named). Seen costs are whole
 * cents, so that a report of small amounts drifts by its rounding.
 */
const TOKEN_COLUMNS: Readonly<Record<Kind, readonly string[]>> = {
  inputTokens: ['usage_input_tokens_no_cache', 'uncached_input_tokens'],
  cacheWrite5mTokens: ['usage_input_tokens_cache_write_5m', 'usage_input_tokens_cache_write'],
  cacheWrite1hTokens: ['usage_input_tokens_cache_write_1h'],
  cacheReadTokens: ['usage_input_tokens_cache_read', 'cache_read_input_tokens'],
  outputTokens: ['usage_output_tokens', 'output_tokens'],
  webSearches: ['web_search_count', 'web_search_requests'],
};
const DATE = ['usage_date_utc', 'date'];
const MODEL = ['model_version', 'model'];
const COST = ['cost_usd'];

/** Reads an export of token usage, of cost, or of both. @throws ReportError naming line and column at fault */
export function readConsoleCsv(text: string): ProviderReport {
  const [header, ...records] = readCsv(text);
  if (header === undefined) throw new ReportError('the file is empty');
  const columns = new Columns(header);
  const date = columns.needed(DATE);
  const model = columns.needed(MODEL);
  const cost = columns.find(COST);
  const hasTokens = columns.find(TOKEN_COLUMNS.inputTokens) !== undefined;
  if (cost === undefined || hasTokens) {
    columns.needed(TOKEN_COLUMNS.inputTokens);
    columns.needed(TOKEN_COLUMNS.outputTokens);
  }
  const counted = new Map(KINDS.map((kind) => [kind, columns.find(TOKEN_COLUMNS[kind])]));
  const unusual = new Set<string>();
  const rows = records.map((record): ReportRow => {
    const cell = new Cells(columns, record);
    if (hasTokens)
      for (const one of unusualOf(cell.of('usage_type'), cell.of('speed'), cell.of('inference_geo')))
        unusual.add(one);
    const name = cell.at(model);
    if (name === '' && hasTokens) throw cell.fault(model, 'a model');
    const tokens = eachKind((kind) => cell.count(counted.get(kind)));
    return {
      day: cell.day(date),
      model:
        name === '' ? chargedAs(cell.of('cost_type') || cell.of('token_type') || 'other') : modelFamily(name),
      ...(hasTokens && { tokens }),
      ...(cost !== undefined && { cost: cell.money(cost) }),
    };
  });
  return { format: hasTokens ? 'usage_csv' : 'cost_csv', rows, whole: true, unusual };
}

class Columns {
  readonly names: readonly string[];

  constructor({ line, fields }: CsvRecord) {
    this.names = fields.map((name) => name.trim().toLowerCase());
    const twice = this.names.find((name, at) => name !== '' && this.names.indexOf(name) !== at);
    if (twice !== undefined)
      throw new ReportError(`line ${String(line)}: the column ${twice.slice(0, 60)} is there twice`);
  }

  find(synonyms: readonly string[]): number | undefined {
    const name = synonyms.find((one) => this.names.includes(one));
    return name === undefined ? undefined : this.names.indexOf(name);
  }

  needed(synonyms: readonly string[]): number {
    const at = this.find(synonyms);
    if (at === undefined)
      throw new ReportError(
        `line 1: there is no column ${synonyms.join(' or ')}, as the Console's export has`,
      );
    return at;
  }
}

/** The cells of one row, checked as they are read. */
class Cells {
  constructor(
    private readonly columns: Columns,
    private readonly record: CsvRecord,
  ) {
    const [has, should] = [record.fields.length, columns.names.length];
    if (has !== should)
      throw new ReportError(
        `line ${String(record.line)} has ${String(has)} fields, and the header has ${String(should)}`,
      );
  }

  at(column: number): string {
    return (this.record.fields[column] as string).trim();
  }

  /** Empty where there is no such column. */
  of(name: string): string {
    const column = this.columns.find([name]);
    return column === undefined ? '' : this.at(column);
  }

  day(column: number): string {
    const [, day = ''] =
      /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|UTC|\+00:?00))?)?$/.exec(
        this.at(column),
      ) ?? [];
    if (startOfDay(day) === undefined) throw this.fault(column, 'a day such as 2026-11-21');
    return day;
  }

  count(column: number | undefined): number {
    if (column === undefined) return 0;
    const text = this.at(column);
    const count = Number(text.replaceAll(',', ''));
    if (!/^(\d*|\d{1,3}(,\d{3})+)(\.0+)?$/.test(text) || !Number.isSafeInteger(count))
      throw this.fault(column, 'a whole number from 0 on');
    return count;
  }

  money(column: number): bigint {
    const cost = scaled(this.at(column), 6);
    if (cost === undefined) throw this.fault(column, 'a number of US dollars');
    return cost;
  }

  fault(column: number, expected: string): ReportError {
    const name = this.columns.names[column] as string;
    return new ReportError(`line ${String(this.record.line)}, column ${name}: there should be ${expected}`);
  }
}
