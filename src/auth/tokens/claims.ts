import { isOrigin, MODES, ROLES, type Mode, type Role } from '../../kernel';

export const ISSUER = 'sallyport';
export const AUDIENCE = 'sallyport';

export type TokenType = 'access' | 'refresh' | 'browser';

/** The claims of every token, CONTRACT section 3. Times are epoch seconds. */
export interface TokenClaims {
  readonly sub: string;
  readonly role: Role;
  readonly mode: Mode;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly typ: TokenType;
  /** The log-in that the token descends from. */
  readonly sid?: string;
  /** The stamp of its holder at that time: a change of the holder ends all tokens of another. */
  readonly ver?: number;
}

/** What a browser token is bound to besides. */
export interface BrowserClaims extends TokenClaims {
  readonly typ: 'browser';
  /** Who minted it, as `key:4fK2…` or `user:9aB3…`; it dies with its parent. */
  readonly parent: string;
  readonly origin: string;
  readonly models?: readonly string[];
  readonly query_types?: readonly string[];
  /** None unless it says so. */
  readonly capabilities?: readonly string[];
  /** Whether its requests are counted. */
  readonly counts_requests?: boolean;
  /** All the money that it may spend. */
  readonly max_cost_micro_usd?: number;
}

const ID = /^[\w.-]{1,64}$/;
const PARENT = /^(?:key|user):[0-9A-Za-z]{12}$/;
const SUBJECT_LONGEST = 200;

/** The claims of a token whose signature is right; undefined when one is missing or not what it should be. */
export function claimsOf(payload: unknown, typ: TokenType): TokenClaims | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { sub, role, mode, iat, exp, jti, sid, ver, ...rest } = payload as Readonly<Record<string, unknown>>;
  const sound =
    rest['typ'] === typ &&
    rest['iss'] === ISSUER &&
    rest['aud'] === AUDIENCE &&
    typeof sub === 'string' &&
    sub !== '' &&
    sub.length <= SUBJECT_LONGEST &&
    ROLES.includes(role as Role) &&
    MODES.includes(mode as Mode) &&
    isTime(iat) &&
    isTime(exp) &&
    isId(jti) &&
    (sid === undefined || isId(sid)) &&
    (ver === undefined || typeof ver === 'number');
  return sound ? (payload as TokenClaims) : undefined;
}

/** As `claimsOf`, for browser tokens. */
export function browserClaimsOf(payload: unknown): BrowserClaims | undefined {
  const claims = claimsOf(payload, 'browser') as BrowserClaims | undefined;
  if (claims === undefined) return undefined;
  const {
    parent,
    origin,
    models,
    query_types: queryTypes,
    capabilities,
    counts_requests: countsRequests,
    max_cost_micro_usd: maxCost,
  } = claims as Partial<BrowserClaims>;
  const sound =
    typeof parent === 'string' &&
    PARENT.test(parent) &&
    typeof origin === 'string' &&
    isOrigin(origin) &&
    isListOrNone(models) &&
    isListOrNone(queryTypes) &&
    isListOrNone(capabilities) &&
    (countsRequests === undefined || typeof countsRequests === 'boolean') &&
    (maxCost === undefined || (Number.isSafeInteger(maxCost) && maxCost >= 0)) &&
    // Tokens of before say so of caps that are no longer looked up; minutes long, they are minted again.
    !('capped' in claims);
  return sound ? claims : undefined;
}

/** Epoch seconds of a date that there is (ECMA-262 section 21.4.1.1). */
function isTime(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 8_640_000_000_000;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

function isListOrNone(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}
