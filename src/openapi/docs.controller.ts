import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access } from '../auth';
import { GatewayError } from '../kernel';
import { DocsPage } from './page/docs-page';
import { FIVE_MINUTES, FOR_EVER, sendKept, versionOf } from '../http';

/**
 * Nothing but its own files: no script or style that stands in the page, no frame around it. `data:` is
 * for the little pictures of Swagger UI.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join(';');

/** What this gateway can be asked, for people: Swagger UI over `/openapi.json`. */
@Controller('docs')
export class DocsController {
  constructor(private readonly page: DocsPage) {}

  @Get()
  @Access({ public: true, quota: 'free' })
  async send(@Req() request: Request, @Res() response: Response): Promise<void> {
    sendKept(request, response, await this.page.html(), { caching: FIVE_MINUTES, policy: POLICY });
  }

  @Get(':file')
  @Access({ public: true, quota: 'free' })
  async sendFile(
    @Param('file') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const file = (await this.page.files()).get(name);
    if (file === undefined) throw new GatewayError('not_found', 'There is nothing at this path');
    // An address without its version could mean another file tomorrow.
    const caching = request.query['v'] === versionOf(file) ? FOR_EVER : FIVE_MINUTES;
    sendKept(request, response, file, { caching });
  }
}
