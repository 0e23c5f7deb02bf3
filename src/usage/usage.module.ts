import { Global, Module } from '@nestjs/common';
import { Ledger } from './ledger';
import { Prices } from './prices';

/** What calls cost, and the record of them. */
@Global()
@Module({
  providers: [{ provide: Prices, useFactory: () => new Prices() }, Ledger],
  exports: [Ledger],
})
export class UsageModule {}
