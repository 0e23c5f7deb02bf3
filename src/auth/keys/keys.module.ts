import { Module } from '@nestjs/common';
import { Clock } from '../../kernel';
import { SecretKeys } from '../../secrets';
import { Revocations } from '../revocations';
import { ApiKeyStore } from './api-key.store';
import { ApiKeyVerifier } from './api-key.verifier';
import { ApiKeys } from './api-keys';
import { KeyAdministration } from './key-administration';
import { KeyHasher } from './key-hash';
import { KeyLife } from './key-life';
import { KeySecrets } from './key-secrets';
import { SigningSecrets } from './signing-secrets';

/** API keys: stored, verified, made and ended; for the gateway and for the command line. */
@Module({
  providers: [
    Clock,
    {
      provide: KeySecrets,
      inject: [SecretKeys],
      useFactory: (keys: SecretKeys) => new KeySecrets(new KeyHasher(keys), new SigningSecrets(keys)),
    },
    Revocations,
    ApiKeyStore,
    ApiKeyVerifier,
    ApiKeys,
    KeyLife,
    KeyAdministration,
  ],
  exports: [ApiKeys, ApiKeyStore, ApiKeyVerifier, KeyAdministration, Revocations],
})
export class KeysModule {}
