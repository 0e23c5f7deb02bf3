import {
  atLeast,
  GatewayError,
  networkCovers,
  originCovers,
  type ErrorCode,
  type Principal,
  type Rights,
} from '../kernel';

/** One way in which rights can go beyond others: the field that asks for too much, and the code of the refusal. */
interface Bound {
  readonly field: string;
  readonly code: ErrorCode;
  readonly exceeded: (wanted: Rights, held: Rights) => boolean;
}

/**
 * Every bound of `Rights`. Where the grantor is bound, what it grants has to be bound as well, and no wider. A key for
 * servers may speak for any origin: it is the backend that decides which pages get a token.
 */
const BOUNDS: readonly Bound[] = [
  { field: 'role', code: 'role_denied', exceeded: (wanted, held) => !atLeast(held.role, wanted.role) },
  {
    field: 'mode',
    code: 'mode_denied',
    exceeded: (wanted, held) => held.mode === 'viewer' && wanted.mode !== 'viewer',
  },
  { field: 'models', code: 'model_denied', exceeded: (wanted, held) => !within(wanted.models, held.models) },
  {
    field: 'query_types',
    code: 'query_type_denied',
    exceeded: (wanted, held) => !within(wanted.queryTypes, held.queryTypes),
  },
  {
    field: 'capabilities',
    code: 'capability_denied',
    exceeded: ({ capabilities: wanted }, { capabilities: held }) =>
      [...wanted].some((capability) => !held.has(capability)),
  },
  {
    field: 'allowed_origins',
    code: 'origin_denied',
    exceeded: ({ origins: wanted }, { origins: held }) => {
      if (typeof held === 'string') return false;
      if (typeof wanted === 'string') return true;
      return !wanted.every((narrow) => held.some((wide) => originCovers(wide, narrow)));
    },
  },
  {
    field: 'allowed_ips',
    code: 'ip_denied',
    exceeded: ({ allowedNetworks: wanted }, { allowedNetworks: held }) => {
      if (held === undefined) return false;
      return wanted?.every((narrow) => held.some((wide) => networkCovers(wide, narrow))) !== true;
    },
  },
  {
    field: 'rate_limit',
    code: 'capability_denied',
    exceeded: ({ rateLimit: wanted }, { rateLimit: held }) => {
      if (held === undefined) return false;
      if (wanted === undefined) return true;
      return wanted.maxRequests > held.maxRequests || wanted.windowSeconds < held.windowSeconds;
    },
  },
  {
    field: 'max_concurrency',
    code: 'capability_denied',
    exceeded: (wanted, held) => !atMost(wanted.maxConcurrency, held.maxConcurrency),
  },
  {
    field: 'budget',
    code: 'capability_denied',
    exceeded: ({ budget: wanted }, { budget: held }) => {
      if (held === undefined) return false;
      return wanted?.period !== held.period || wanted.limit > held.limit;
    },
  },
  {
    field: 'expires_at',
    code: 'capability_denied',
    exceeded: (wanted, held) => !atMost(wanted.expiresAt, held.expiresAt),
  },
];

/**
 * Lets somebody grant only what they have. `names` says what a request calls a bound otherwise than a key does.
 * @throws GatewayError of layer `access`, `network` or `origin`, naming the field that goes beyond
 */
export function requireWithin(
  grantor: Principal,
  wanted: Rights,
  names: Readonly<Partial<Record<string, string>>> = {},
): void {
  requireGrantor(grantor);
  for (const { field: bound, code, exceeded } of BOUNDS) {
    if (exceeded(wanted, grantor)) {
      const field = names[bound] ?? bound;
      throw new GatewayError(code, `\`${field}\` goes beyond your own: nobody grants more than they have`, {
        extras: { fields: [field] },
      });
    }
  }
}

/** A token of a page is for asking: what it could make would outlive its minutes and its caps. */
export function requireGrantor({ credential }: Principal): void {
  if (credential === 'browser_token')
    throw new GatewayError(
      'capability_denied',
      'A browser token mints and grants nothing; use a key or log in',
    );
}

function within(wanted: readonly string[] | undefined, held: readonly string[] | undefined): boolean {
  return held === undefined || wanted?.every((name) => held.includes(name)) === true;
}

function atMost(wanted: number | undefined, held: number | undefined): boolean {
  return held === undefined || (wanted !== undefined && wanted <= held);
}
