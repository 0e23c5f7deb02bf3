import { startOfDay } from './days';
import { ReportError } from './report';

export type Json = Readonly<Record<string, unknown>>;

/** A result of a bucket, and its place in the file for whoever has to correct it. */
export interface PagedResult {
  readonly day: string;
  readonly result: Json;
  readonly at: string;
}

export interface Pages {
  readonly results: readonly PagedResult[];
  readonly days: ReadonlySet<string>;
  readonly whole: boolean;
}

/**
 * Reads what both reports of the Admin API have in common: `{data: [{starting_at, ending_at, results}], has_more,
 * next_page}`, one page or an array of pages. The last page says `has_more: false`
 * (https://platform.claude.com/docs/en/api/admin/cost_report and
 * https://platform.claude.com/docs/en/api/admin/usage_report, read on 2026-11-21).
 * @throws ReportError naming the field at fault
 */
export function readPages(file: unknown): Pages {
  const pages = Array.isArray(file) ? (file as readonly unknown[]) : [file];
  if (pages.length === 0) throw new ReportError('the list has no pages');
  const results: PagedResult[] = [];
  const seen = new Map<string, string>();
  let whole = false;
  for (const [number, value] of pages.entries()) {
    const at = Array.isArray(file) ? `[${String(number)}]` : '';
    const page = objectAt(value, at === '' ? 'the report' : at);
    const prefix = at === '' ? '' : `${at}.`;
    if (typeof page['has_more'] !== 'boolean')
      throw new ReportError(`${prefix}has_more should be true or false`);
    whole ||= !page['has_more'];
    for (const [index, item] of listAt(page['data'], `${prefix}data`).entries()) {
      const place = `${prefix}data[${String(index)}]`;
      const bucket = objectAt(item, place);
      const start = instantAt(bucket['starting_at'], `${place}.starting_at`);
      const twin = seen.get(start);
      if (twin !== undefined)
        throw new ReportError(
          `${place} is of the same time (${start}) as ${twin}: a page is in the file twice`,
        );
      seen.set(start, place);
      for (const [row, result] of listAt(bucket['results'], `${place}.results`).entries()) {
        const where = `${place}.results[${String(row)}]`;
        results.push({ day: start.slice(0, 10), result: objectAt(result, where), at: where });
      }
    }
  }
  return { results, days: new Set([...seen.keys()].map((start) => start.slice(0, 10))), whole };
}

export function objectAt(value: unknown, at: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ReportError(`${at} should be an object`);
  return value as Json;
}

/** A count, which is zero where its whole group is null or missing. */
export function countAt(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new ReportError(`${at} should be a whole number from 0 on`);
  return value;
}

function listAt(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ReportError(`${at} should be a list`);
  return value;
}

/** RFC 3339; what the API sends is UTC, and other zones are brought to it. */
function instantAt(value: unknown, at: string): string {
  const time =
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(value) &&
    startOfDay(value.slice(0, 10)) !== undefined
      ? Date.parse(value)
      : NaN;
  if (Number.isNaN(time)) throw new ReportError(`${at} should be a time such as 2026-11-21T00:00:00Z`);
  return new Date(time).toISOString();
}
