import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access } from '../auth';
import { ASK_AGAIN, FOR_EVER, sendKept } from '../http';
import { GatewayError } from '../kernel';
import { BuiltPage } from './built-page';

/** Nothing but its own files and its own gateway. `data:` is for pictures that stand in its styles. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join(';');

/** The dashboard. Anyone may load it: it holds nothing until somebody logs in. */
@Controller('dashboard')
export class DashboardController {
  constructor(private readonly page: BuiltPage) {}

  @Get()
  @Access({ public: true, quota: 'free' })
  async send(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { html } = await this.page.files();
    sendKept(request, response, html, { caching: ASK_AGAIN, policy: POLICY });
  }

  @Get('assets/:file')
  @Access({ public: true, quota: 'free' })
  async sendAsset(
    @Param('file') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const file = (await this.page.files()).assets.get(name);
    if (file === undefined) throw new GatewayError('not_found', 'There is nothing at this path');
    // Each name holds the hash of what is in it.
    sendKept(request, response, file, { caching: FOR_EVER, policy: POLICY });
  }
}
