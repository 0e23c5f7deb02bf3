export { Database } from './database';
export { GroupCommit } from './group-commit';
export { BulkInsert, type Columns } from './bulk-insert';
export { storable } from './storable';
export { RedisConnection } from './redis-connection';
export type {
  ApiKeyRow,
  BudgetCounterRow,
  BrowserTokenRow,
  ChainRow,
  ChainStepRow,
  ErrorCountRow,
  IdempotencyRow,
  LedgerRow,
  Queries,
  SessionRow,
  UserRow,
} from './schema';
export { StorageModule } from './storage.module';
