import { FixedClock } from '../../kernel/clock.fixture';
import type { Database } from '../../storage';
import { ApiKeyStore } from './api-key.store';
import { ApiKeyVerifier } from './api-key.verifier';
import { ApiKeys } from './api-keys';
import { KeyHasher } from './key-hash';

/** The life of keys over a real store, as one gateway has it. Two of them on one store are two replicas. */
export function keysOf(database: Database): {
  readonly store: ApiKeyStore;
  readonly keys: ApiKeys;
  readonly verifier: ApiKeyVerifier;
  readonly clock: FixedClock;
} {
  const clock = new FixedClock();
  const hasher = new KeyHasher('kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0');
  const store = new ApiKeyStore(database);
  return {
    store,
    clock,
    keys: new ApiKeys(store, hasher, clock),
    verifier: new ApiKeyVerifier(store, hasher, clock),
  };
}
