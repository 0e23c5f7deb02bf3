export { connectDatabase, Database, databaseFile } from './database';
export { GroupCommit } from './group-commit';
export { BulkInsert, type Columns } from './bulk-insert';
export type { Engine, Procedure, Steps } from './procedure';
export { allOf } from './all-of.procedure';
export type { PoolState } from './postgres-pool';
export { pendingMigrations } from './pending-migrations';
export { REPORTS_AT_ONCE } from './report-queue';
export { storable } from './storable';
export { RedisConnection } from './redis-connection';
export type {
  AdminActRow,
  ApiKeyRow,
  AuditCheckpointRow,
  AuditRow,
  BudgetCounterRow,
  BrowserTokenRow,
  ChainRow,
  ChainStepRow,
  ErrorCountRow,
  IdempotencyRow,
  LedgerRow,
  Queries,
  SessionRow,
  TrafficRow,
  UserRow,
} from './schema';
export { StorageModule } from './storage.module';
