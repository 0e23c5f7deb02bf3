export { BudgetExhausted } from './budgets/budget-exhausted';
export { BudgetEvents } from './budgets/budget-events';
export { Ledger } from './ledger/ledger';
export type { CallResult, PlannedCall, Reservation } from './ledger/ledger-entry';
export { Prices } from './prices/prices';
export { UnknownPrices } from './prices/unknown-prices';
export * from './reconciliation';
export { UsageModule } from './usage.module';
