export { Database } from './database';
export { RedisConnection } from './redis-connection';
export type {
  ApiKeyRow,
  BrowserTokenRow,
  IdempotencyRow,
  LedgerRow,
  Queries,
  SessionRow,
  UserRow,
} from './schema';
export { StorageModule } from './storage.module';
