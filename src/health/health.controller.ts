import { Controller, Get, Res, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorFunction,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { Response } from 'express';
import { Access } from '../auth';
import { sendJson } from '../http';
import { VERSION } from '../kernel';
import { HealthReport } from './health-report';
import { type Check, Probes } from './probes';

/** For people, dashboards and orchestrators. Asking is anyone's right and costs no quota. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly probes: Probes,
    private readonly whole: HealthReport,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** The whole picture: `{status, timestamp, version, checks}`; 503 only when nothing can be served. */
  @Get()
  @Access({ public: true, quota: 'free' })
  async summary(@Res() response: Response): Promise<void> {
    const { status, timestamp, checks } = await this.whole.now();
    sendJson(response, status === 'unhealthy' ? 503 : 200, { status, timestamp, version: VERSION, checks });
  }

  /** Whether the process is worth keeping. */
  @Get('live')
  @Access({ public: true, quota: 'free' })
  live(@Res() response: Response): Promise<void> {
    return this.#report(response, []);
  }

  /** Whether requests should come here. An upstream that fails is no reason: every replica has the same one. */
  @Get('ready')
  @Access({ public: true, quota: 'free' })
  ready(@Res() response: Response): Promise<void> {
    return this.#report(response, [
      () => this.#indicator('shutdown', this.probes.shutdown()),
      () => this.#indicator('database', this.probes.database()),
      () => this.#indicator('limits', this.probes.limits()),
    ]);
  }

  /** A check as a terminus indicator; only `up` counts as ready. */
  async #indicator(name: string, check: Check | Promise<Check>): Promise<HealthIndicatorResult> {
    const { status, ...facts } = await check;
    const session = this.indicators.check(name);
    return status === 'up' ? session.up(facts) : session.down(facts);
  }

  async #report(response: Response, indicators: HealthIndicatorFunction[]): Promise<void> {
    const result = await this.health.check(indicators).catch(reportOf);
    sendJson(response, result.status === 'ok' ? 200 : 503, result);
  }
}

/** Terminus throws its report when a check is red. */
function reportOf(thrown: unknown): HealthCheckResult {
  if (thrown instanceof ServiceUnavailableException) return thrown.getResponse() as HealthCheckResult;
  throw thrown;
}
