import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access } from '../../auth';
import { asGatewayError, departureOf, problemOf, Reads, routeOf, sendJson } from '../../http';
import { idempotencyKeyOf, REPLAYED } from '../../idempotency';
import { COST_HEADER } from '../cost-header';
import { EventStream } from './event-stream';
import { QueryDto } from './query.dto';
import { QueryService, type QueryTransport } from './query.service';

@Controller('api/query')
export class QueryController {
  constructor(private readonly queries: QueryService) {}

  @Post()
  @Access({ atLeast: 'member' })
  @Reads('json')
  async query(@Body() query: QueryDto, @Req() request: Request, @Res() response: Response): Promise<void> {
    const transport: QueryTransport = {
      route: routeOf(request) ?? '',
      departure: departureOf(response),
      idempotencyKey: idempotencyKeyOf(request),
    };
    if (query.stream === true) {
      await this.#stream(query, request, response, transport);
    } else {
      const { context } = request;
      const { answer, replayed } = await context.during(this.queries.answer(query, context, transport));
      const cost = [COST_HEADER, replayed ? '0' : String(answer.cost_usd)];
      sendJson(response, 200, answer, replayed ? [...REPLAYED, ...cost] : cost);
    }
  }

  async #stream(
    query: QueryDto,
    { context }: Request,
    response: Response,
    transport: QueryTransport,
  ): Promise<void> {
    const events = new EventStream(response);
    try {
      const onText = (pieces: readonly string[]): Promise<void> | undefined =>
        events.sendEach(
          'delta',
          pieces.map((text) => ({ text })),
        );
      const { answer, replayed } = await context.during(
        this.queries.answer(query, context, { ...transport, onText }),
      );
      if (response.closed) return;
      // An answer from before comes in one piece.
      if (!events.begun) await events.send('delta', { text: answer.answer }, replayed ? REPLAYED : []);
      events.close('done', answer);
    } catch (thrown) {
      if (!events.begun) throw thrown;
      if (response.closed) return;
      const error = asGatewayError(thrown);
      context.refusal = error;
      events.close('error', problemOf(error, context.id));
    }
  }
}
