import { Global, Module } from '@nestjs/common';
import { Clock } from '../kernel';
import { SecretKeys } from '../secrets';
import { Database } from '../storage';
import { AuditController } from './audit.controller';
import { AuditRetention } from './audit-retention';
import { AuditKeyring } from './chain/keyring';
import { AuditReader } from './reading/audit-reader';
import { AuditRounds } from './trail/audit-rounds';
import { AuditTrail } from './trail/audit-trail';
import { ChainStore } from './trail/chain-store';

/** The audit trail: who asked or did what, and what came of it, so that a change of it shows. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [
    Clock,
    {
      provide: AuditKeyring,
      inject: [SecretKeys],
      useFactory: (secrets: SecretKeys) => new AuditKeyring(secrets),
    },
    {
      provide: AuditTrail,
      inject: [Database, AuditKeyring, Clock],
      useFactory: (database: Database, keyring: AuditKeyring, clock: Clock) =>
        new AuditTrail(new ChainStore(database, keyring), database, clock),
    },
    AuditRounds,
    AuditReader,
    AuditRetention,
  ],
  exports: [AuditTrail],
})
export class AuditModule {}
