import { Injectable } from '@nestjs/common';
import { GatewayConfig, type TokensConfig } from '../../config';
import { Clock, type Principal } from '../../kernel';
import { invalidCredential } from '../invalid-credential';
import { isOfStamp } from '../tokens/stamp';
import { RevokedTokens } from '../tokens/revoked-tokens';
import { Tokens } from '../tokens/tokens';
import type { User } from '../users/user';
import { UserStore } from '../users/user.store';
import { SessionStore } from './session.store';

/** What a log-in gives, CONTRACT section 3. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  /** Seconds. */
  readonly expires_in: number;
  readonly refresh_token: string;
}

const DAY_SECONDS = 86_400;

/** The stores that a log-in lives in. */
@Injectable()
export class SessionStores {
  constructor(
    readonly sessions: SessionStore,
    readonly revoked: RevokedTokens,
    readonly users: UserStore,
  ) {}
}

/** Log-ins from the first token to the last. Each refresh token works once; a second use ends the whole log-in. */
@Injectable()
export class Sessions {
  readonly #config: TokensConfig;

  constructor(
    private readonly stores: SessionStores,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
    config: GatewayConfig,
  ) {
    this.#config = config.tokens;
  }

  /** Undefined when the user has been changed since. */
  async open(user: User): Promise<TokenAnswer | undefined> {
    const [id, refreshId] = [this.tokens.newId(), this.tokens.newId()];
    const session = { id, user_id: user.id, refresh_token_id: refreshId, expires_at: this.#refreshEnd() };
    const isOpen = await this.stores.sessions.add(session, user.tokensValidFrom);
    return isOpen ? this.#answer(user, id, refreshId) : undefined;
  }

  /** @throws GatewayError `credential_invalid`, `credential_expired` or `store_unavailable` */
  async refresh(token: string): Promise<TokenAnswer> {
    const claims = await this.tokens.readRefresh(token);
    const { sid, jti } = claims;
    const nextId = this.tokens.newId();
    const userId = await this.stores.sessions.rotate(sid, jti, nextId, this.#refreshEnd());
    if (userId === undefined) {
      await this.#end(sid);
      throw invalidCredential();
    }
    const user = await this.stores.users.find(userId);
    // Changed since the token was issued: the log-in is over, even if it was rotated a moment ago.
    if (user === undefined || !isOfStamp(claims, user.tokensValidFrom)) throw invalidCredential();
    return this.#answer(user, sid, nextId);
  }

  /** Logs out: the token that was presented, and the log-in that it descends from. A key has no log-in to end. */
  async logOut({ token }: Principal): Promise<void> {
    if (token === undefined) return;
    await this.stores.revoked.add([{ id: token.id, expiresAt: token.expiresAt }]);
    if (token.session !== undefined) await this.#end(token.session);
  }

  /** Its access tokens are refused for as long as one could be good. */
  async #end(sid: string): Promise<void> {
    await this.stores.sessions.remove(sid);
    const expiresAt = this.clock.now() + (this.#config.accessSeconds + 1) * 1000;
    await this.stores.revoked.add([{ id: sid, expiresAt }]);
  }

  #refreshEnd(): number {
    return this.clock.now() + this.#config.refreshDays * DAY_SECONDS * 1000;
  }

  #answer(user: User, sid: string, refreshId: string): TokenAnswer {
    const { accessSeconds, refreshDays } = this.#config;
    const { username: sub, role, mode, tokensValidFrom: ver } = user;
    const claims = { sub, role, mode, sid, ver };
    return {
      access_token: this.tokens.issue({ ...claims, typ: 'access', lifetimeSeconds: accessSeconds }),
      token_type: 'bearer',
      expires_in: accessSeconds,
      refresh_token: this.tokens.issue({
        ...claims,
        typ: 'refresh',
        jti: refreshId,
        lifetimeSeconds: refreshDays * DAY_SECONDS,
      }),
    };
  }
}
