import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import type { Principal } from '../../kernel';
import { BrowserTokenHolders } from '../browser-tokens/browser-token.holders';
import { invalidCredential } from '../invalid-credential';
import { browserClaimsOf, claimsOf } from '../tokens/claims';
import { Tokens, VERIFICATION } from '../tokens/tokens';
import { UserDirectory } from '../users/user-directory';

function optionsFor(tokens: Tokens): StrategyOptionsWithoutRequest {
  return {
    ...VERIFICATION,
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    secretOrKeyProvider: (_request, token: string, done) => {
      tokens.secretOf(token).then(
        (secret) => {
          done(secret === undefined ? invalidCredential() : null, secret);
        },
        (error: unknown) => {
          done(error);
        },
      );
    },
  };
}

/** Access tokens of people who logged in. Teams may use it as `AuthGuard('user-token')`. */
@Injectable()
export class UserTokenStrategy extends PassportStrategy(Strategy, 'user-token') {
  constructor(
    tokens: Tokens,
    private readonly users: UserDirectory,
  ) {
    super(optionsFor(tokens));
  }

  async validate(payload: unknown): Promise<Principal> {
    const claims = claimsOf(payload, 'access');
    if (claims === undefined) throw invalidCredential();
    return this.users.ofAccessToken(claims);
  }
}

/** Tokens of pages. Teams may use it as `AuthGuard('browser-token')`. */
@Injectable()
export class BrowserTokenStrategy extends PassportStrategy(Strategy, 'browser-token') {
  constructor(
    tokens: Tokens,
    private readonly holders: BrowserTokenHolders,
  ) {
    super(optionsFor(tokens));
  }

  async validate(payload: unknown): Promise<Principal> {
    const claims = browserClaimsOf(payload);
    if (claims === undefined) throw invalidCredential();
    return this.holders.principalOf(claims);
  }
}
