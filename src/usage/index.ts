export { Ledger } from './ledger';
export type { CallOutcome, LedgerEntry } from './ledger-entry';
export { UsageModule } from './usage.module';
