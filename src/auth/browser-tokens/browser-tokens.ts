import { Injectable } from '@nestjs/common';
import {
  atLeast,
  capabilitiesOf,
  Clock,
  GatewayError,
  toUsd,
  type MicroUsd,
  type Mode,
  type Principal,
  type Rights,
  type Role,
} from '../../kernel';
import { actorOf, recordAct, type AdminAct } from '../acts';
import { requireGrantor, requireWithin } from '../grants';
import { ListedOrigins } from '../origins/listed-origins';
import { Tokens } from '../tokens/tokens';
import { BrowserTokenStore } from './browser-token.store';

/** What a backend asks for its page. */
export interface BrowserTokenRequest {
  readonly origin: string;
  readonly ttlSeconds: number;
  readonly role?: Role | undefined;
  readonly mode?: Mode | undefined;
  readonly models?: readonly string[] | undefined;
  readonly queryTypes?: readonly string[] | undefined;
  readonly capabilities?: readonly string[] | undefined;
  readonly maxRequests?: number | undefined;
  readonly maxCost?: MicroUsd | undefined;
  readonly subject?: string | undefined;
}

/** The answer of `POST /api/tokens`, CONTRACT section 3. */
export interface BrowserTokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  /** Seconds; less than was asked for where the minter itself ends before. */
  readonly expires_in: number;
  readonly origin: string;
}

/** Mints tokens for pages: bound to one origin, minutes long, and no wider than their minter. */
@Injectable()
export class BrowserTokens {
  constructor(
    private readonly tokens: Tokens,
    private readonly store: BrowserTokenStore,
    private readonly clock: Clock,
    private readonly origins: ListedOrigins,
  ) {}

  /** @throws GatewayError of the layer that forbids the grant, or `store_unavailable` */
  async mint(
    minter: Principal,
    request: BrowserTokenRequest,
    requestId: string | null = null,
  ): Promise<BrowserTokenAnswer> {
    requireGrantor(minter);
    const now = this.clock.now();
    const lifetimeSeconds = Math.min(request.ttlSeconds, Math.floor((endOf(minter) - now) / 1000));
    if (lifetimeSeconds < 1)
      throw new GatewayError('credential_expired', 'Your own credential ends this second; use a new one');
    const end = now + lifetimeSeconds * 1000;
    const rights = wantedRights(minter, request, end);
    requireWithin(minter, rights, { allowed_origins: 'origin' });
    const { origin, maxRequests, maxCost } = request;
    const id = this.tokens.newId();
    const isListed = await this.origins.include(origin);
    const token = {
      id,
      parent: minter.id,
      origin,
      max_requests: maxRequests ?? null,
      max_cost_micro_usd: maxCost === undefined ? null : Number(maxCost),
      requests: 0,
      expires_at: end,
    };
    const act = mintedAct(id, rights, request);
    await this.store.add(token, (db) => recordAct(db, actorOf(minter, requestId), act, now));
    if (!isListed) this.origins.renew();
    const claims = {
      sub: request.subject ?? id,
      role: rights.role,
      mode: rights.mode,
      typ: 'browser' as const,
      jti: id,
      parent: minter.id,
      origin,
      ver: minter.tokensValidFrom,
      ...(minter.token?.session === undefined ? {} : { sid: minter.token.session }),
      ...(rights.models === undefined ? {} : { models: rights.models }),
      ...(rights.queryTypes === undefined ? {} : { query_types: rights.queryTypes }),
      ...(request.capabilities === undefined ? {} : { capabilities: request.capabilities }),
      ...(maxRequests === undefined ? {} : { counts_requests: true }),
      ...(maxCost === undefined ? {} : { max_cost_micro_usd: Number(maxCost) }),
      lifetimeSeconds,
    };
    return {
      access_token: this.tokens.issue(claims),
      token_type: 'bearer',
      expires_in: lifetimeSeconds,
      origin,
    };
  }
}

/** What a page was given, without the token itself. */
function mintedAct(id: string, rights: Rights, request: BrowserTokenRequest): AdminAct {
  const { role, mode, models, queryTypes, expiresAt } = rights;
  const after = {
    origin: request.origin,
    role,
    mode,
    models: models ?? [],
    query_types: queryTypes ?? [],
    capabilities: request.capabilities ?? [],
    max_requests: request.maxRequests ?? null,
    max_cost_usd: request.maxCost === undefined ? null : toUsd(request.maxCost),
    expires_at: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
  };
  return { action: 'browser_token.minted', target: `token:${id}`, before: null, after };
}

/** Epoch milliseconds. */
function endOf({ expiresAt, token }: Principal): number {
  return Math.min(expiresAt ?? Infinity, token?.expiresAt ?? Infinity);
}

/**
 * What is not asked for is the minter's own, except that no page administrates, or goes beyond an ordinary request,
 * unless its backend says so.
 */
function wantedRights(minter: Principal, request: BrowserTokenRequest, expiresAt: number): Rights {
  return {
    role: request.role ?? (atLeast(minter.role, 'member') ? 'member' : minter.role),
    mode: request.mode ?? minter.mode,
    origins: [request.origin],
    models: request.models ?? minter.models,
    queryTypes: request.queryTypes ?? minter.queryTypes,
    capabilities: capabilitiesOf(request.capabilities ?? []),
    allowedNetworks: minter.allowedNetworks,
    rateLimit: minter.rateLimit,
    maxConcurrency: minter.maxConcurrency,
    budget: minter.budget,
    expiresAt,
  };
}
