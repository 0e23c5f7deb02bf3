import { Injectable } from '@nestjs/common';
import type { PresentedCredential } from '../../http';
import type { Principal } from '../../kernel';
import { claimedType } from '../tokens/token-keys';
import { tokenRefusal } from '../tokens/tokens';
import { attempt, bearerOf } from './attempt';
import type { Authenticator } from './authenticator';
import { BrowserTokenStrategy, UserTokenStrategy } from './token.strategies';

/** What people get when they log in. A refresh token is for one route only, and nobody's here. */
@Injectable()
export class UserTokenAuthenticator implements Authenticator {
  readonly id = 'user-token';

  constructor(private readonly strategy: UserTokenStrategy) {}

  authenticate(credential: PresentedCredential): Promise<Principal | undefined> {
    return judge(credential, 'access', this.strategy);
  }
}

/** What a backend mints for its pages. */
@Injectable()
export class BrowserTokenAuthenticator implements Authenticator {
  readonly id = 'browser-token';

  constructor(private readonly strategy: BrowserTokenStrategy) {}

  authenticate(credential: PresentedCredential): Promise<Principal | undefined> {
    return judge(credential, 'browser', this.strategy);
  }
}

/** A token is whose it says it is; whether it is good, its strategy tells. */
async function judge(
  { header, value }: PresentedCredential,
  type: string,
  strategy: object,
): Promise<Principal | undefined> {
  const token = header === 'authorization' ? bearerOf(value) : undefined;
  if (token === undefined || claimedType(token) !== type) return undefined;
  const verdict = await attempt(strategy, { authorization: `Bearer ${token}` });
  if (verdict.principal === undefined) throw tokenRefusal(verdict.reason);
  return verdict.principal;
}
