export { Idempotency } from './idempotency';
export { idempotencyKeyOf, REPLAYED } from './idempotency-key';
export { IdempotencyModule } from './idempotency.module';
