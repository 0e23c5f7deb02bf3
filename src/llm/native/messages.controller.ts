import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access, callerOf } from '../../auth';
import { departureOf, Reads, routeOf, TakesQuery } from '../../http';
import type { Principal, Signal } from '../../kernel';
import { Inspects } from '../firewall/capability.guard';
import type { Inspected } from '../firewall/firewall';
import type { LlmCall } from '../llm-call';
import { LlmService } from '../llm.service';
import { ProviderKey } from '../provider-key';
import { ProviderRefusal } from '../resilience/provider-refusal';
import { forwardedHeaders, sessionOf, waitOf } from './forwarded-headers';
import { BetaQuery } from './messages.dto';
import { endStream, isForClient, nativeSink, sendWhole } from './native-answer';

/** Claude's own API: what a credential may ask goes through byte for byte, and so does the answer. */
@Controller('v1/messages')
export class MessagesController {
  constructor(
    private readonly llm: LlmService,
    private readonly key: ProviderKey,
  ) {}

  @Post()
  @Access({ atLeast: 'member' })
  @Reads('message')
  @Inspects('message')
  @TakesQuery()
  messages(@Query() _: BetaQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.#answer(request, response);
  }

  @Post('count_tokens')
  @Access({ atLeast: 'member' })
  @Reads('message')
  @Inspects('count')
  @TakesQuery()
  count(@Query() _: BetaQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.#answer(request, response);
  }

  async #answer(request: Request, response: Response): Promise<void> {
    const principal = callerOf(request);
    const { inspected } = request;
    if (inspected === undefined) throw new Error('A body that nobody has inspected');
    const call = callOf(request, inspected, principal, departureOf(response));
    try {
      const sink = inspected.stream ? nativeSink(response) : undefined;
      const answer = await request.context.during(this.llm.ask(call, sink));
      if (inspected.stream) response.end(answer.body);
      else sendWhole(response, answer);
    } catch (error) {
      if (error instanceof ProviderRefusal && isForClient(error, this.key.known)) {
        request.context.refusal = error;
        sendWhole(response, error.answer, error.answer.status);
      } else endStream(request, response, error);
    }
  }
}

function callOf(
  request: Request,
  { model, otherModels, thread, maxTokens }: Inspected,
  principal: Principal,
  departure: Signal,
): LlmCall {
  const { context, headers, originalUrl: target } = request;
  return {
    model,
    otherModels,
    thread,
    target,
    principal,
    departure,
    headers: forwardedHeaders(request),
    body: context.body ?? Buffer.alloc(0),
    // A count has no `max_tokens`, and costs nothing.
    asks: maxTokens === undefined ? undefined : (request.body as LlmCall['asks']),
    requestId: context.id,
    onCall: context.onCall,
    route: routeOf(request) ?? '',
    sessionId: sessionOf(headers),
    waitsMs: waitOf(headers),
  };
}
