export { Idempotency } from './idempotency';
export { idempotencyKeyOf } from './idempotency-key';
export { IdempotencyModule } from './idempotency.module';
