import { Module } from '@nestjs/common';
import { Clock } from '../kernel';
import { SecretKeys } from '../secrets';
import { Idempotency } from './idempotency';
import { IdempotencyStore } from './idempotency.store';
import { SealedAnswers } from './sealed-answers';

/** Requests that are answered once. */
@Module({
  providers: [
    Clock,
    IdempotencyStore,
    {
      provide: SealedAnswers,
      inject: [SecretKeys],
      useFactory: (keys: SecretKeys) => new SealedAnswers(keys),
    },
    {
      provide: Idempotency,
      inject: [IdempotencyStore, SealedAnswers],
      useFactory: (store: IdempotencyStore, answers: SealedAnswers) => new Idempotency(store, answers),
    },
  ],
  exports: [Idempotency],
})
export class IdempotencyModule {}
