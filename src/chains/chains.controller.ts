import { Controller, Delete, Get, HttpCode, Param, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Access, callerOf, type AccessPolicy, type ListAnswer } from '../auth';
import { TakesQuery } from '../http';
import { ChainArchive } from './chain-archive';
import { ChainIdPipe } from './chain-id.pipe';
import type { ChainDetails, ChainView } from './chain-views';
import { ChainListQuery, ChainStepsQuery } from './chains.dto';

const READING: AccessPolicy = { atLeast: 'readonly', quota: { maxRequests: 60, windowSeconds: 60 } };

/** What was asked and answered, CONTRACT section 3. */
@Controller('api/chains')
export class ChainsController {
  constructor(private readonly chains: ChainArchive) {}

  @Get()
  @Access(READING)
  @TakesQuery()
  list(@Query() query: ChainListQuery, @Req() request: Request): Promise<ListAnswer<ChainView>> {
    return this.chains.page(callerOf(request), query);
  }

  @Get(':id')
  @Access(READING)
  @TakesQuery()
  one(
    @Param('id', ChainIdPipe) id: string,
    @Query() query: ChainStepsQuery,
    @Req() request: Request,
  ): Promise<ChainDetails> {
    return this.chains.one(callerOf(request), id, query);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access({ atLeast: 'member' })
  delete(@Param('id', ChainIdPipe) id: string, @Req() request: Request): Promise<void> {
    return this.chains.delete(callerOf(request), id, request.context.id);
  }
}
