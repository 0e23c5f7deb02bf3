export { Database, openDatabase } from './database';
export { RedisConnection } from './redis-connection';
export type { ApiKeyRow, LedgerRow } from './schema';
export { StorageModule } from './storage.module';
