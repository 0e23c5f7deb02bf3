import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access, callerOf } from '../auth';
import { departureOf, routeOf, sendJson } from '../http';
import { ErrorSummary } from './error-summary';

@Controller('debug')
export class DiagnosticsController {
  constructor(private readonly summaries: ErrorSummary) {}

  /** It asks Claude, and so costs money: no use of it is mere reading. */
  @Get('summarize-errors')
  @Access({ atLeast: 'admin', viewer: false, quota: { maxRequests: 2, windowSeconds: 60 } })
  async summarizeErrors(@Req() request: Request, @Res() response: Response): Promise<void> {
    const answer = await this.summaries.summarize({
      principal: callerOf(request),
      requestId: request.context.id,
      onCall: request.context.onCall,
      route: routeOf(request) ?? '',
      departure: departureOf(response),
    });
    sendJson(response, 200, answer);
  }
}
