import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PresentedCredential } from '../../http';
import type { Principal } from '../../kernel';
import { Secrets } from '../../secrets';
import { bearerOf } from './attempt';
import type { Authenticator } from './authenticator';

/** Who scrapes: an administrator that only reads, and is known on one route alone. */
const SCRAPER: Principal = {
  id: 'metrics',
  countedAs: 'metrics',
  credential: 'metrics_token',
  keyId: null,
  name: 'METRICS_TOKEN',
  role: 'admin',
  mode: 'viewer',
  allowedNetworks: undefined,
  origins: 'servers',
  models: [],
  queryTypes: [],
  capabilities: new Set(),
  rateLimit: undefined,
  maxConcurrency: undefined,
  budget: undefined,
  expiresAt: undefined,
  tokensValidFrom: 0,
  token: undefined,
  signingSecret: undefined,
  onDisconnect: 'abort',
};

/** METRICS_TOKEN, which a Prometheus scrapes with. Elsewhere it is a key that nobody knows. */
@Injectable()
export class MetricsTokenAuthenticator implements Authenticator {
  readonly id = 'metrics-token';
  readonly onlyOn = 'GET /metrics';

  constructor(private readonly secrets: Secrets) {}

  authenticate({ header, value }: PresentedCredential): Promise<Principal | undefined> {
    const presented = header === 'authorization' ? bearerOf(value) : undefined;
    // Asked at each use: it may have been changed meanwhile.
    const expected = this.secrets.value('METRICS_TOKEN');
    const isIt = presented !== undefined && expected !== undefined && isSame(presented, expected);
    return Promise.resolve(isIt ? SCRAPER : undefined);
  }
}

/** In a time that tells nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
