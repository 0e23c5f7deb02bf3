import { Injectable } from '@nestjs/common';
import { atLeast, capabilitiesOf, microUsd, originFits, type Principal, type Rights } from '../../kernel';
import { invalidCredential } from '../invalid-credential';
import { ApiKeyVerifier } from '../keys/api-key.verifier';
import { Known } from '../known';
import { Revocations } from '../revocations';
import type { BrowserClaims } from '../tokens/claims';
import { RevokedTokens } from '../tokens/revoked-tokens';
import { UserDirectory } from '../users/user-directory';

/** Whose browser token it is, and what it may do now: what it says, within what its minter still may. */
@Injectable()
export class BrowserTokenHolders {
  readonly #standing: Known<true>;

  constructor(
    private readonly keys: ApiKeyVerifier,
    private readonly users: UserDirectory,
    private readonly revoked: RevokedTokens,
    revocations: Revocations,
  ) {
    this.#standing = new Known(revocations);
  }

  /** @throws GatewayError `credential_invalid` when the token or its minter has ended, `store_unavailable` */
  async principalOf(claims: BrowserClaims): Promise<Principal> {
    const minter = await this.#minterOf(claims);
    const { max_cost_micro_usd: maxCost } = claims;
    return {
      ...narrowed(minter, claims),
      id: `${claims.parent}/${claims.sub}`,
      countedAs: minter.countedAs,
      credential: 'browser_token',
      keyId: minter.keyId,
      name: claims.sub,
      tokensValidFrom: minter.tokensValidFrom,
      signingSecret: undefined,
      onDisconnect: minter.onDisconnect,
      token: {
        id: claims.jti,
        session: undefined,
        expiresAt: claims.exp * 1000,
        countsRequests: claims.counts_requests === true,
        maxCost: maxCost === undefined ? undefined : microUsd(BigInt(maxCost)),
      },
    };
  }

  async #minterOf(claims: BrowserClaims): Promise<Principal> {
    const [kind, id = ''] = claims.parent.split(':');
    if (kind === 'user') return this.users.ofBrowserToken(claims, id);
    const [minter, standing] = await Promise.all([
      this.keys.minterOf(id, claims),
      this.#standing.get(claims.jti, async () =>
        (await this.revoked.includeAny([claims.jti])) ? undefined : true,
      ),
    ]);
    if (standing === undefined) throw invalidCredential();
    return minter;
  }
}

function narrowed(minter: Principal, claims: BrowserClaims): Rights {
  const { origins } = minter;
  const isStillTheirs =
    typeof origins === 'string' || origins.some((rule) => originFits(claims.origin, rule));
  return {
    role: atLeast(minter.role, claims.role) ? claims.role : minter.role,
    mode: minter.mode === 'viewer' ? minter.mode : claims.mode,
    origins: isStillTheirs ? [claims.origin] : [],
    models: common(minter.models, claims.models),
    queryTypes: common(minter.queryTypes, claims.query_types),
    capabilities: new Set(
      [...capabilitiesOf(claims.capabilities ?? [])].filter((name) => minter.capabilities.has(name)),
    ),
    allowedNetworks: minter.allowedNetworks,
    rateLimit: minter.rateLimit,
    maxConcurrency: minter.maxConcurrency,
    budget: minter.budget,
    expiresAt: Math.min(minter.expiresAt ?? Infinity, claims.exp * 1000),
  };
}

function common(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  return one === undefined || other === undefined
    ? (one ?? other)
    : one.filter((name) => other.includes(name));
}
