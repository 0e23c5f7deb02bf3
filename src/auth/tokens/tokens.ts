import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock, GatewayError, randomBase62 } from '../../kernel';
import { invalidCredential } from '../invalid-credential';
import { AUDIENCE, claimsOf, ISSUER, type TokenClaims } from './claims';
import { TokenKeys } from './token-keys';

/** What every verification demands, whoever makes it. */
export const VERIFICATION = { algorithms: ['HS256' as const], issuer: ISSUER, audience: AUDIENCE };

/** 130 bits: nobody meets another's token id by chance. */
const ID_LENGTH = 22;

/** What a token is to say, besides what every token says. */
export type NewToken = Omit<TokenClaims, 'iat' | 'exp' | 'jti'> &
  Partial<Pick<TokenClaims, 'jti'>> & {
    readonly lifetimeSeconds: number;
  };

/** Signs tokens, HS256 under the UTF-8 bytes of SECRET_KEY, and reads them back. */
@Injectable()
export class Tokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: TokenKeys,
    private readonly clock: Clock,
  ) {}

  newId(): string {
    return randomBase62(ID_LENGTH);
  }

  issue({ lifetimeSeconds, ...claims }: NewToken): string {
    const { kid, secret } = this.keys.signing;
    const iat = Math.floor(this.clock.now() / 1000);
    const payload = {
      jti: this.newId(),
      ...claims,
      iss: ISSUER,
      aud: AUDIENCE,
      iat,
      exp: iat + lifetimeSeconds,
    };
    return this.jwt.sign(payload, { secret, algorithm: 'HS256', keyid: kid });
  }

  /**
   * The claims of a refresh token.
   * @throws GatewayError `credential_invalid` or `credential_expired`
   */
  async readRefresh(token: string): Promise<TokenClaims & { readonly sid: string }> {
    const secret = await this.secretOf(token);
    if (secret === undefined) throw invalidCredential();
    const payload = await this.jwt
      .verifyAsync<object>(token, { ...VERIFICATION, secret })
      .catch((error: unknown) => Promise.reject(tokenRefusal(error)));
    const claims = claimsOf(payload, 'refresh');
    if (claims?.sid === undefined) throw invalidCredential();
    return { ...claims, sid: claims.sid };
  }

  /** The secret that a token has to be signed with; undefined when none of ours can have signed it. */
  async secretOf(token: string): Promise<string | undefined> {
    const candidates = this.keys.candidates(token);
    for (const secret of candidates.slice(0, -1)) {
      const signed = await this.jwt
        .verifyAsync(token, { secret, algorithms: VERIFICATION.algorithms, ignoreExpiration: true })
        .then(
          () => true,
          () => false,
        );
      if (signed) return secret;
    }
    return candidates.at(-1);
  }
}

/** The refusal of a token that a verification did not accept; only one that was good once is told that it ran out. */
export function tokenRefusal(reason: unknown): GatewayError {
  if (reason instanceof Error && reason.name === 'TokenExpiredError') {
    return new GatewayError(
      'credential_expired',
      'The token has run out; refresh it, log in again, or mint another',
    );
  }
  return invalidCredential();
}
