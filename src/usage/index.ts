export { Ledger } from './ledger';
export type { CallOutcome } from './ledger-entry';
export { UsageModule } from './usage.module';
