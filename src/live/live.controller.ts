import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access } from '../auth';
import { Feeds } from './feeds';

/** How the gateway is, as it changes: server-sent events, each a whole {@link Overview}. */
@Controller('api/live')
export class LiveController {
  constructor(private readonly feeds: Feeds) {}

  @Get()
  @Access({ atLeast: 'readonly', quota: 'free' })
  async watch(@Req() request: Request, @Res() response: Response): Promise<void> {
    // Nobody is told anything by the head alone.
    if (request.method === 'HEAD') response.writeHead(200, ['Content-Type', 'text/event-stream']).end();
    else await this.feeds.open(request, response);
  }
}
