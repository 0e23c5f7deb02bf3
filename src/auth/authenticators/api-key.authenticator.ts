import { Injectable } from '@nestjs/common';
import type { PresentedCredential } from '../../http';
import type { Principal } from '../../kernel';
import { BearerKeyStrategy, HeaderKeyStrategy } from './api-key.strategies';
import { claimedType } from '../tokens/token-keys';
import { ApiKeyVerifier } from '../keys/api-key.verifier';
import { attempt, bearerOf } from './attempt';
import type { Authenticator } from './authenticator';

/** API keys, from either header; passport's strategies extract them and call our verifier. */
@Injectable()
export class ApiKeyAuthenticator implements Authenticator {
  readonly id = 'api-key';

  constructor(
    private readonly header: HeaderKeyStrategy,
    private readonly bearer: BearerKeyStrategy,
    private readonly verifier: ApiKeyVerifier,
  ) {}

  recall({ header, value }: PresentedCredential): Principal | undefined {
    const key = header === 'x-api-key' ? value : bearerOf(value);
    return key === undefined ? undefined : this.verifier.recall(key);
  }

  async authenticate({ header, value }: PresentedCredential): Promise<Principal | undefined> {
    if (header === 'x-api-key') return (await attempt(this.header, { 'x-api-key': value })).principal;
    const key = bearerOf(value);
    // A token of ours is the next one's to judge.
    if (key === undefined || claimedType(key) !== undefined) return undefined;
    return (await attempt(this.bearer, { authorization: `Bearer ${key}` })).principal;
  }
}
