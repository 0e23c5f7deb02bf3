import { Injectable } from '@nestjs/common';
import { atLeast, type Principal, type Role } from '../../kernel';
import { invalidCredential } from '../invalid-credential';
import { Known } from '../known';
import { Revocations } from '../revocations';
import type { TokenClaims } from '../tokens/claims';
import { RevokedTokens } from '../tokens/revoked-tokens';
import { isOfStamp } from '../tokens/stamp';
import { rightsOfUser, USERNAME, type User } from './user';
import { UserStore } from './user.store';

/** Whose token it is, and whether it still is. */
@Injectable()
export class UserDirectory {
  readonly #byToken: Known<User>;

  constructor(
    private readonly users: UserStore,
    private readonly revoked: RevokedTokens,
    revocations: Revocations,
  ) {
    this.#byToken = new Known(revocations);
  }

  /**
   * The user that an access token names.
   * @throws GatewayError `credential_invalid` when the token or the user has ended, `store_unavailable`
   */
  async ofAccessToken(claims: TokenClaims): Promise<Principal> {
    const user = await this.#holder(claims, claims.sub, () =>
      USERNAME.test(claims.sub) ? this.users.named(claims.sub) : Promise.resolve(undefined),
    );
    return {
      ...principalOfUser(user),
      role: narrower(user.role, claims.role),
      mode: user.mode === 'viewer' ? user.mode : claims.mode,
      token: {
        id: claims.jti,
        session: claims.sid,
        expiresAt: claims.exp * 1000,
        countsRequests: false,
        maxCost: undefined,
      },
    };
  }

  /** The user that stands behind a token of a page. Raises as `ofAccessToken`. */
  async ofBrowserToken(claims: TokenClaims, userId: string): Promise<Principal> {
    return principalOfUser(await this.#holder(claims, userId, () => this.users.find(userId)));
  }

  async #holder(claims: TokenClaims, who: string, lookUp: () => Promise<User | undefined>): Promise<User> {
    const { sid, jti, iat, ver } = claims;
    // All that the answer depends on: two tokens of one id may be of two people.
    const name = JSON.stringify([who, jti, sid, iat, ver]);
    const holder = await this.#byToken.get(name, async () => {
      const [user, ended] = await Promise.all([lookUp(), this.revoked.includeAny([jti, sid])]);
      return ended || user === undefined || !isOfStamp(claims, user.tokensValidFrom) ? undefined : user;
    });
    if (holder === undefined) throw invalidCredential();
    return holder;
  }
}

function principalOfUser(user: User): Principal {
  return {
    ...rightsOfUser(user),
    id: `user:${user.id}`,
    countedAs: `user:${user.id}`,
    credential: 'user_token',
    keyId: null,
    name: user.username,
    tokensValidFrom: user.tokensValidFrom,
    token: undefined,
    signingSecret: undefined,
    onDisconnect: 'abort',
  };
}

function narrower(one: Role, other: Role): Role {
  return atLeast(one, other) ? other : one;
}
