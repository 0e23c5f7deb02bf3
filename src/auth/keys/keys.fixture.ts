import { microUsd } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import { SecretKeys } from '../../secrets';
import { RedisConnection, type Database } from '../../storage';
import { Revocations } from '../revocations';
import { keySettings, type ApiKey } from './api-key';
import { ApiKeyStore } from './api-key.store';
import { ApiKeyVerifier } from './api-key.verifier';
import { ApiKeys } from './api-keys';
import { KeyAdministration } from './key-administration';
import { KeyHasher } from './key-hash';
import { KeyLife } from './key-life';
import { KeySecrets } from './key-secrets';
import { SigningSecrets } from './signing-secrets';

const SECRET = 'kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0';

/** A member's key as it is stored, bound by nothing and made long ago. */
export function storedKey(part: Partial<ApiKey> = {}): ApiKey {
  return {
    ...keySettings({ name: 'mine', role: 'member' }),
    id: 'abcdefghijkl',
    hash: 'h'.repeat(43),
    signingSecret: undefined,
    previous: undefined,
    tokensValidFrom: 0,
    createdAt: 1_789_000_000_000,
    revokedAt: undefined,
    ...part,
  };
}

/** Every bound that a key may have. */
export const BOUNDS = {
  mode: 'viewer',
  allowedIps: ['10.0.0.0/8', '2001:db8::/32'],
  allowedOrigins: ['https://*.example.com', 'https://app.example.org'],
  models: ['claude-sonnet-5-5', 'claude-haiku-5'],
  queryTypes: ['mrr_analysis'],
  rateLimit: { maxRequests: 100, windowSeconds: 60 },
  maxConcurrency: 3,
  budget: { limit: microUsd(12_500_000n), period: 'month' },
  expiresAt: 1_999_000_000_000,
} as const satisfies Partial<ApiKey>;

/** What makes and compares the secrets of a gateway with these settings. */
export function keySecretsOf(secretKey = SECRET, previous?: string): KeySecrets {
  const keys = SecretKeys.of(secretKey, previous);
  return new KeySecrets(new KeyHasher(keys), new SigningSecrets(keys));
}

/** The life of keys over a real store, as one gateway has it. Two of them on one store are two replicas. */
export function keysOf(
  database: Database,
  secrets: KeySecrets = keySecretsOf(),
  clock = new FixedClock(),
  revocations = new Revocations(new RedisConnection(undefined)),
): {
  readonly store: ApiKeyStore;
  readonly secrets: KeySecrets;
  readonly keys: ApiKeys;
  readonly administration: KeyAdministration;
  readonly verifier: ApiKeyVerifier;
  readonly revocations: Revocations;
  readonly clock: FixedClock;
} {
  const store = new ApiKeyStore(database);
  const keys = new ApiKeys(store, secrets, clock);
  return {
    store,
    secrets,
    clock,
    revocations,
    keys,
    administration: new KeyAdministration(keys, store, secrets, new KeyLife(clock, revocations)),
    verifier: new ApiKeyVerifier(store, secrets, clock, revocations),
  };
}
