import { Module } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import { Clock } from '../../kernel';
import { ApiKeyStore } from './api-key.store';
import { ApiKeyVerifier } from './api-key.verifier';
import { ApiKeys } from './api-keys';
import { FirstKey } from './first-key';
import { KeyHasher } from './key-hash';

/** API keys: stored, verified, made and revoked; for the gateway and for the command line. */
@Module({
  providers: [
    Clock,
    {
      provide: KeyHasher,
      inject: [GatewayConfig],
      useFactory: (config: GatewayConfig) => new KeyHasher(config.secrets.secretKey),
    },
    ApiKeyStore,
    ApiKeyVerifier,
    ApiKeys,
    FirstKey,
  ],
  exports: [ApiKeys, ApiKeyVerifier, FirstKey],
})
export class KeysModule {}
