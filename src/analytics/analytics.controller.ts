import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access, callerOf, type ListAnswer } from '../auth';
import { departureOf, Reads, routeOf, sendJson } from '../http';
import { idempotencyKeyOf, REPLAYED } from '../idempotency';
import { GatewayError } from '../kernel';
import { COST_HEADER } from '../llm';
import { AnalyticsQueryDto } from './analytics-query.dto';
import { AnalyticsService } from './analytics.service';
import { QueryTypes, type QueryTypeView } from './query-types';
import { AsksByType } from './query-type.guard';

/** Questions that may be asked, CONTRACT section 3. */
@Controller('api/analytics-query')
export class AnalyticsController {
  constructor(
    private readonly analytics: AnalyticsService,
    private readonly types: QueryTypes,
  ) {}

  @Get('types')
  @Access({ atLeast: 'readonly' })
  list(@Req() request: Request): ListAnswer<QueryTypeView> {
    return this.types.of(callerOf(request));
  }

  @Post()
  @Access({ atLeast: 'analyst' })
  @Reads('json')
  @AsksByType()
  async run(
    @Body() query: AnalyticsQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { context } = request;
    const asked = this.analytics.answer(query, context, {
      principal: callerOf(request),
      route: routeOf(request) ?? '',
      departure: departureOf(response),
      idempotencyKey: idempotencyKeyOf(request),
    });
    const { answer, replayed } = await context.during(asked);
    const { reason, detail } = answer;
    if (reason !== null) context.shortfall = new GatewayError(reason, detail ?? '');
    const cost = [COST_HEADER, replayed ? '0' : String(answer.cost_usd)];
    sendJson(response, 200, answer, replayed ? [...REPLAYED, ...cost] : cost);
  }
}
