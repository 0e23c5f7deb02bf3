import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access, callerOf, visibleTo, type VisibleRows } from '../../auth';
import { sendJson, TakesQuery } from '../../http';
import { UsageReports } from './usage-reports';
import { UsageQuery } from './usage.dto';

/** What calls have cost, CONTRACT section 3: JSON, or CSV by `format=csv` or `Accept: text/csv`. */
@Controller()
export class UsageController {
  constructor(private readonly reports: UsageReports) {}

  @Get('api/usage')
  @Access({ atLeast: 'readonly' })
  @TakesQuery()
  own(@Query() query: UsageQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.#answer(query, visibleTo(callerOf(request)), request, response);
  }

  @Get('admin/usage')
  @Access({ atLeast: 'admin' })
  @TakesQuery()
  all(@Query() query: UsageQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.#answer(query, 'all', request, response);
  }

  async #answer(
    query: UsageQuery,
    visible: VisibleRows,
    request: Request,
    response: Response,
  ): Promise<void> {
    const format = query.format ?? (request.accepts(['json', 'csv']) === 'csv' ? 'csv' : 'json');
    if (format === 'json') {
      sendJson(response, 200, await this.reports.page(query, visible));
      return;
    }
    const { name, text } = await this.reports.file(query, visible);
    response
      .writeHead(200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Length': Buffer.byteLength(text),
        'Content-Disposition': `attachment; filename="${name}"`,
      })
      .end(text);
  }
}
