import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Access, callerOf } from '../auth';
import { Clock } from '../kernel';
import { limitView, RateLimits, type LimitView } from '../throttling';
import { BudgetStatus, type BudgetState } from './budgets/budget-status';

/** The answer of `GET /api/rate-limit-status`, CONTRACT section 3. */
export interface RateLimitStatus extends LimitView {
  readonly client_ip: string;
  /** What the requests are counted under. */
  readonly tracker: string;
  /** The budget with the least left; null: none is set. */
  readonly budget: BudgetState | null;
  /** All of them. */
  readonly budgets: readonly BudgetState[];
}

@Controller('api/rate-limit-status')
export class RateLimitStatusController {
  constructor(
    private readonly limits: RateLimits,
    private readonly budgets: BudgetStatus,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Access({ atLeast: 'readonly', quota: 'free' })
  async status(@Req() request: Request): Promise<RateLimitStatus> {
    const { context } = request;
    const [state, budgets] = await Promise.all([
      this.limits.peek(context),
      this.budgets.of(callerOf(request)),
    ]);
    return {
      ...limitView(state, this.clock.now()),
      client_ip: context.clientAddress,
      tracker: this.limits.trackerOf(context),
      budget: budgets[0] ?? null,
      budgets,
    };
  }
}
