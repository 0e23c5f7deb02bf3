import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access } from '../../auth';
import { asGatewayError, problemOf, Reads, routeOf, sendJson, whenOver } from '../../http';
import { EventStream } from './event-stream';
import { QueryDto } from './query.dto';
import { QueryService } from './query.service';

@Controller('api/query')
export class QueryController {
  constructor(private readonly queries: QueryService) {}

  @Post()
  @Access({ atLeast: 'member' })
  @Reads('json')
  async query(@Body() query: QueryDto, @Req() request: Request, @Res() response: Response): Promise<void> {
    const transport = { route: routeOf(request) ?? '', departure: departureOf(response) };
    if (query.stream === true) {
      await this.#stream(query, request, new EventStream(response), transport);
    } else {
      sendJson(response, 200, await this.queries.answer(query, request.context, transport));
    }
  }

  async #stream(
    query: QueryDto,
    { context }: Request,
    events: EventStream,
    transport: Transport,
  ): Promise<void> {
    try {
      const answer = await this.queries.answer(query, context, {
        ...transport,
        onText: (text, signal) => events.send('delta', { text }, signal),
      });
      events.close('done', answer);
    } catch (thrown) {
      if (!events.begun) throw thrown;
      const error = asGatewayError(thrown);
      context.refusal = { code: error.code, layer: error.layer, cause: error.cause };
      events.close('error', problemOf(error, context.id));
    }
  }
}

interface Transport {
  readonly route: string;
  readonly departure: AbortSignal;
}

/** Fires when the connection closes before the answer is complete. */
function departureOf(response: Response): AbortSignal {
  const controller = new AbortController();
  whenOver(response, () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
