import { Body, Controller, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Reads } from '../../http';
import { microUsd } from '../../kernel';
import { Access } from '../access';
import { callerOf } from '../caller-of';
import { MintDto } from './browser-token.dto';
import { BrowserTokens, type BrowserTokenAnswer } from './browser-tokens';

@Controller('api/tokens')
export class BrowserTokensController {
  constructor(private readonly tokens: BrowserTokens) {}

  @Post()
  @Access({ atLeast: 'member' })
  @Reads('json')
  mint(@Body() body: MintDto, @Req() request: Request): Promise<BrowserTokenAnswer> {
    const { max_cost_usd: cost } = body;
    const asked = {
      origin: body.origin,
      ttlSeconds: body.ttl_seconds,
      role: body.role,
      mode: body.mode,
      models: body.models,
      queryTypes: body.query_types,
      capabilities: body.capabilities,
      maxRequests: body.max_requests,
      maxCost: cost === undefined ? undefined : microUsd(BigInt(Math.round(cost * 1e6))),
      subject: body.subject,
    };
    return this.tokens.mint(callerOf(request), asked, request.context.id);
  }
}
