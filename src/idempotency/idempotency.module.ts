import { Module } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock } from '../kernel';
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
      inject: [GatewayConfig],
      useFactory: ({ secrets }: GatewayConfig) =>
        new SealedAnswers(secrets.secretKey, secrets.previousSecretKey),
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
