import { Injectable } from '@nestjs/common';
import type { ListAnswer, VisibleRows } from '../../auth';
import { Clock, invalidField } from '../../kernel';
import { Database } from '../../storage';
import { columnsOf, type GroupingName, type Sums } from './columns';
import { requestOf } from './report-request';
import { dayOf } from './time-range';
import { csvOf } from './usage-csv';
import { usagePage, usageRows, type UsageGroup } from './usage-report';
import type { UsageQuery } from './usage.dto';

/** The JSON answer of `GET /api/usage`: times are ISO 8601 (UTC), `to` exclusive; money is US dollars. */
export interface UsageAnswer extends ListAnswer<UsageGroup> {
  readonly meta: ListAnswer<UsageGroup>['meta'] & {
    readonly from: string;
    readonly to: string;
    readonly group_by: readonly GroupingName[];
  };
  /** Over the groups of all pages. */
  readonly totals: Sums;
}

/** More would keep other reports waiting: SQLite takes most of a second for 50,000 (2026-11-21). */
const MOST_LINES = 20_000;

export interface UsageFile {
  readonly name: string;
  readonly text: string;
}

/** What calls have cost, from the ledger. Each raises `validation_failed` or `store_unavailable`. */
@Injectable()
export class UsageReports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async page(query: UsageQuery, visible: VisibleRows): Promise<UsageAnswer> {
    const request = requestOf(query, visible, this.clock.now());
    const { range, groupBy, paging } = request;
    const { rows, total, totals } = await this.database.report((db) => usagePage(db, request));
    const [from, to] = [range.from, range.to].map((at) => new Date(at).toISOString()) as [string, string];
    return {
      meta: { page: paging.page, page_size: paging.limit, total, from, to, group_by: groupBy },
      data: rows,
      totals,
    };
  }

  /** All groups, as a file for spreadsheets. */
  async file(query: UsageQuery, visible: VisibleRows, mostLines = MOST_LINES): Promise<UsageFile> {
    for (const field of ['page', 'page_size'] as const)
      if (query[field] !== undefined)
        throw invalidField(field, 'format', 'is not for CSV, which has no pages');
    const request = requestOf(query, visible, this.clock.now());
    const rows = await this.database.report((db) => usageRows(db, request, mostLines + 1));
    if (rows.length > mostLines)
      throw invalidField('from', 'size', `must be later: a file has at most ${String(mostLines)} lines`);
    const { from, to } = request.range;
    return {
      name: `sallyport-usage-${dayOf(from)}-${dayOf(to - 1)}.csv`,
      text: await csvOf(columnsOf(request.groupBy), rows),
    };
  }
}
