import { Global, Module } from '@nestjs/common';
import { Clock } from '../kernel';
import { BudgetEvents } from './budgets/budget-events';
import { BudgetList } from './budgets/budget-list';
import { BudgetStatus } from './budgets/budget-status';
import { BudgetsController } from './budgets/budgets.controller';
import { DaySpend } from './budgets/day-spend';
import { GatewaySpend } from './budgets/gateway-spend';
import { TightestBudgets } from './budgets/tightest-budgets';
import { Ledger } from './ledger/ledger';
import { Orphans } from './ledger/orphans';
import { Prices } from './prices/prices';
import { UnknownPrices } from './prices/unknown-prices';
import { RateLimitStatusController } from './rate-limit-status.controller';
import { UsageReports } from './reports/usage-reports';
import { UsageController } from './reports/usage.controller';

/** What calls cost, the record of them, and the budgets that they have to fit into. */
@Global()
@Module({
  controllers: [RateLimitStatusController, UsageController, BudgetsController],
  providers: [
    BudgetEvents,
    BudgetList,
    BudgetStatus,
    TightestBudgets,
    Clock,
    DaySpend,
    GatewaySpend,
    Ledger,
    Orphans,
    Prices,
    UnknownPrices,
    UsageReports,
  ],
  exports: [
    BudgetEvents,
    BudgetStatus,
    DaySpend,
    GatewaySpend,
    Ledger,
    Prices,
    TightestBudgets,
    UnknownPrices,
  ],
})
export class UsageModule {}
