import { microUsd, parseNetworks, type ErrorCode, type Principal, type Rights } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { requireGrantor, requireWithin } from './grants';
import { principalOf } from './principal.fixture';

const usd = (whole: number): Rights['budget'] => ({ limit: microUsd(BigInt(whole)), period: 'month' });
const networks = (...texts: string[]): Partial<Rights> => ({ allowedNetworks: parseNetworks(texts) });
const rate = (maxRequests: number, windowSeconds: number): Partial<Rights> => ({
  rateLimit: { maxRequests, windowSeconds },
});

interface Dimension {
  readonly field: string;
  readonly code: ErrorCode;
  readonly held: Partial<Rights>;
  readonly within: readonly Partial<Rights>[];
  readonly beyond: readonly Partial<Rights>[];
}

/** A new right has no test until it stands here, and without it this does not compile. */
const DIMENSIONS: Readonly<Record<keyof Rights, Dimension>> = {
  role: {
    field: 'role',
    code: 'role_denied',
    held: { role: 'member' },
    within: [{ role: 'readonly' }, { role: 'analyst' }, { role: 'member' }],
    beyond: [{ role: 'admin' }],
  },
  mode: {
    field: 'mode',
    code: 'mode_denied',
    held: { mode: 'viewer' },
    within: [{ mode: 'viewer' }],
    beyond: [{ mode: 'full' }],
  },
  models: {
    field: 'models',
    code: 'model_denied',
    held: { models: ['a', 'b'] },
    within: [{ models: ['a', 'b'] }, { models: ['b'] }, { models: ['b', 'b'] }, { models: [] }],
    beyond: [{ models: ['a', 'b', 'c'] }, { models: ['A'] }, { models: undefined }],
  },
  queryTypes: {
    field: 'query_types',
    code: 'query_type_denied',
    held: { queryTypes: ['x', 'y'] },
    within: [{ queryTypes: ['y', 'x'] }, { queryTypes: ['x'] }, { queryTypes: [] }],
    beyond: [{ queryTypes: ['x', 'z'] }, { queryTypes: undefined }],
  },
  capabilities: {
    field: 'capabilities',
    code: 'capability_denied',
    held: { capabilities: new Set(['betas', 'thread']) },
    within: [{ capabilities: new Set(['thread', 'betas']) }, { capabilities: new Set() }],
    beyond: [{ capabilities: new Set(['betas', 'speed']) }, { capabilities: new Set(['mcp_servers']) }],
  },
  origins: {
    field: 'allowed_origins',
    code: 'origin_denied',
    held: { origins: ['https://a.example.com', 'https://*.example.org'] },
    within: [
      { origins: ['https://*.example.org', 'https://a.example.com'] },
      { origins: ['https://a.example.com'] },
      { origins: ['https://b.example.org', 'https://*.b.example.org'] },
      { origins: [] },
    ],
    beyond: [
      { origins: ['https://a.example.com', 'https://b.example.com'] },
      { origins: ['https://*.example.com'] },
      { origins: ['https://example.org'] },
      { origins: ['https://*.org'] },
      { origins: ['http://a.example.com'] },
      { origins: 'any' },
      { origins: 'servers' },
    ],
  },
  allowedNetworks: {
    field: 'allowed_ips',
    code: 'ip_denied',
    held: networks('10.0.0.0/8', '2001:db8::/32'),
    within: [
      networks('10.0.0.0/8'),
      networks('10.0.0.0/9', '10.1.2.3', '2001:db8::1'),
      networks('::ffff:10.0.0.0/104'),
      networks(),
    ],
    beyond: [
      networks('10.0.0.0/7'),
      networks('10.0.0.1', '11.0.0.1'),
      networks('2001:db8::/31'),
      networks('::/0'),
      { allowedNetworks: undefined },
    ],
  },
  rateLimit: {
    field: 'rate_limit',
    code: 'capability_denied',
    held: rate(10, 60),
    within: [rate(10, 60), rate(9, 60), rate(10, 61)],
    beyond: [rate(11, 60), rate(10, 59), rate(1, 59), rate(11, 3600), { rateLimit: undefined }],
  },
  maxConcurrency: {
    field: 'max_concurrency',
    code: 'capability_denied',
    held: { maxConcurrency: 3 },
    within: [{ maxConcurrency: 3 }, { maxConcurrency: 2 }],
    beyond: [{ maxConcurrency: 4 }, { maxConcurrency: undefined }],
  },
  budget: {
    field: 'budget',
    code: 'capability_denied',
    held: { budget: usd(5) },
    within: [{ budget: usd(5) }, { budget: usd(4) }, { budget: usd(0) }],
    beyond: [
      { budget: usd(6) },
      { budget: { limit: microUsd(1n), period: 'day' } },
      { budget: { limit: microUsd(1n), period: 'total' } },
      { budget: undefined },
    ],
  },
  expiresAt: {
    field: 'expires_at',
    code: 'capability_denied',
    held: { expiresAt: 1000 },
    within: [{ expiresAt: 1000 }, { expiresAt: 999 }],
    beyond: [{ expiresAt: 1001 }, { expiresAt: undefined }],
  },
};

const shown = (part: Partial<Rights>): string => {
  const text = ([base, length]: readonly [{ toString(): string }, number]): string =>
    `${base.toString()}/${String(length)}`;
  const plain = (value: unknown): unknown =>
    typeof value === 'bigint' ? Number(value) : value === undefined ? 'unbounded' : value;
  const { allowedNetworks, ...rest } = part;
  const told = 'allowedNetworks' in part ? { allowedNetworks: allowedNetworks?.map(text) } : rest;
  return JSON.stringify(told, (_, value: unknown) => plain(value));
};

const rows = (which: 'within' | 'beyond'): [string, string, Dimension, Partial<Rights>][] =>
  Object.values(DIMENSIONS).flatMap((dimension) =>
    dimension[which].map(
      (part) =>
        [shown(part), shown(dimension.held), dimension, part] as [string, string, Dimension, Partial<Rights>],
    ),
  );

describe('what somebody grants', () => {
  it.each(rows('within'))('may be %s of %s', (_, __, { held }, wanted) => {
    const grantor = principalOf(held);
    expect(() => {
      requireWithin(grantor, { ...grantor, ...wanted });
    }).not.toThrow();
  });

  it.each(rows('beyond'))('may not be %s of %s', async (_, __, { held, field, code }, wanted) => {
    const grantor = principalOf(held);
    const refusal = await refusalOf(() => {
      requireWithin(grantor, { ...grantor, ...wanted });
    });
    expect(refusal).toMatchObject({ code, extras: { fields: [field] } });
    expect(refusal.message).toContain(field);
  });

  it.each(Object.values(DIMENSIONS).flatMap(({ held, within, beyond }) => [held, ...within, ...beyond]))(
    'may be anything of an administrator who is bound by nothing (%#)',
    (wanted) => {
      const admin = principalOf({ role: 'admin' });
      expect(() => {
        requireWithin(admin, { ...admin, ...wanted });
      }).not.toThrow();
    },
  );

  it.each<Rights['origins']>(['any', 'servers', [], ['https://a.example.com'], ['https://*.example.com']])(
    'may be for the pages %j where the grantor is a server’s key or a person: they decide which pages they serve',
    (origins) => {
      for (const held of ['any', 'servers'] as const) {
        const grantor = principalOf({ origins: held });
        expect(() => {
          requireWithin(grantor, { ...grantor, origins });
        }).not.toThrow();
      }
    },
  );

  it('is refused by the name that the request has for it', async () => {
    const grantor = principalOf({ origins: ['https://a.example.com'], models: ['a'] });
    const refusal = await refusalOf(() => {
      requireWithin(grantor, { ...grantor, origins: 'any' }, { allowed_origins: 'origin' });
    });
    expect(refusal).toMatchObject({ code: 'origin_denied', extras: { fields: ['origin'] } });
    expect(refusal.message).toMatch(/^`origin` goes/);
  });

  it('is nothing at all with a browser token, however wide and however little is wanted', async () => {
    const page = principalOf({ credential: 'browser_token', role: 'admin', origins: 'any' });
    const nothing: Rights = { ...page, role: 'readonly', mode: 'viewer', models: [], origins: [] };
    for (const grant of [
      () => {
        requireWithin(page, nothing);
      },
      () => {
        requireGrantor(page);
      },
    ]) {
      expect((await refusalOf(grant)).code).toBe('capability_denied');
    }
  });

  it.each<Principal['credential']>(['api_key', 'user_token'])(
    'is for the holder of a %s to say',
    (credential) => {
      expect(() => {
        requireGrantor(principalOf({ credential }));
      }).not.toThrow();
    },
  );
});
