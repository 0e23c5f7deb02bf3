import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access, callerOf } from '../../auth';
import { departureOf, TakesQuery } from '../../http';
import { GatewayError, type Principal } from '../../kernel';
import type { WholeAnswer } from '../open-answer';
import { ProviderKey } from '../provider-key';
import { ProviderRefusal } from '../resilience/provider-refusal';
import { Inspects } from '../firewall/capability.guard';
import { forwardedHeaders } from './forwarded-headers';
import { BetaQuery } from './messages.dto';
import { MODEL_ID, ModelsQuery } from './models.dto';
import { ModelsService, type ModelsCall } from './models.service';
import { isForClient, sendWhole } from './native-answer';

const LIMIT_DEFAULT = 20;

@Controller('v1/models')
export class ModelsController {
  constructor(
    private readonly models: ModelsService,
    private readonly key: ProviderKey,
  ) {}

  @Get()
  @Access({ atLeast: 'member' })
  @TakesQuery()
  @Inspects('betas')
  list(@Query() query: ModelsQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { limit, after_id: afterId, before_id: beforeId } = query;
    const page = { limit: limit === undefined ? LIMIT_DEFAULT : Number(limit), afterId, beforeId };
    return this.#send(request, response, (call) => this.models.list(call, page));
  }

  @Get(':id')
  @Access({ atLeast: 'member' })
  @TakesQuery()
  @Inspects('betas')
  one(
    @Param('id') id: string,
    @Query() _: BetaQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.#send(request, response, (call) => {
      if (!MODEL_ID.test(id) || call.principal.models?.includes(id) === false)
        throw new GatewayError('not_found', 'There is no model of that id for this credential');
      return this.models.fetch(call);
    });
  }

  async #send(
    request: Request,
    response: Response,
    ask: (call: ModelsCall & { readonly principal: Principal }) => Promise<WholeAnswer>,
  ): Promise<void> {
    const principal = callerOf(request);
    const departure = departureOf(response);
    try {
      const headers = forwardedHeaders(request);
      sendWhole(response, await ask({ principal, target: request.originalUrl, headers, departure }));
    } catch (error) {
      if (!(error instanceof ProviderRefusal) || !isForClient(error, this.key.known)) throw error;
      request.context.refusal = error;
      sendWhole(response, error.answer, error.answer.status);
    }
  }
}
