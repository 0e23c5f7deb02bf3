import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Access } from '../auth';
import { Metrics } from './metrics';

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** The numbers of this process, for METRICS_TOKEN and for administrators. */
  @Get()
  @Access({ atLeast: 'admin', quota: 'free' })
  async scrape(@Res() response: Response): Promise<void> {
    const body = Buffer.from(await this.metrics.text());
    response
      .writeHead(200, [
        'Content-Type',
        this.metrics.contentType,
        'Content-Length',
        String(body.length),
        'Cache-Control',
        'no-store',
      ])
      .end(body);
  }
}
