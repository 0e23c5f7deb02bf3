export { Database } from './database';
export { BulkInsert, type Columns } from './bulk-insert';
export { RedisConnection } from './redis-connection';
export type {
  ApiKeyRow,
  BudgetCounterRow,
  BrowserTokenRow,
  IdempotencyRow,
  LedgerRow,
  Queries,
  SessionRow,
  UserRow,
} from './schema';
export { StorageModule } from './storage.module';
