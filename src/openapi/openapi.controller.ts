import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access } from '../auth';
import { GatewayDocument } from './gateway-document';
import { FIVE_MINUTES, sendKept } from '../http';

/** What this gateway can be asked, for programs. */
@Controller('openapi.json')
export class OpenApiController {
  constructor(private readonly document: GatewayDocument) {}

  @Get()
  @Access({ public: true, quota: 'free' })
  async send(@Req() request: Request, @Res() response: Response): Promise<void> {
    sendKept(request, response, await this.document.file(), { caching: FIVE_MINUTES });
  }
}
