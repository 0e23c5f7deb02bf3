import fc from 'fast-check';
import {
  ALL_CAPABILITIES,
  atLeast,
  isInNetworks,
  microUsd,
  MODES,
  originFits,
  parseNetworks,
  ROLES,
  type Capability,
  type Rights,
} from '../kernel';
import { requireWithin } from './grants';
import { principalOf } from './principal.fixture';

/** One thing that somebody tries. */
interface Attempt {
  readonly role: Rights['role'];
  readonly writes: boolean;
  readonly from: string;
  readonly origin: string | undefined;
  readonly model: string;
  readonly queryType: string;
  readonly capability: Capability;
  readonly requests: number;
  readonly inSeconds: number;
  readonly atOnce: number;
  readonly spends: number;
  readonly inDays: number;
  readonly at: number;
}

const PERIODS = {
  day: (days: number) => days,
  month: (days: number) => Math.ceil(days / 28),
  total: () => 1,
} as const;

/** What the guards and the stores come to, said as plainly as possible. */
function allows(rights: Rights, attempt: Attempt, isGrantor: boolean): boolean {
  const {
    capabilities,
    models,
    queryTypes,
    allowedNetworks,
    origins,
    rateLimit,
    maxConcurrency,
    budget,
    expiresAt,
  } = rights;
  const { requests, inSeconds, spends, inDays, origin } = attempt;
  return (
    atLeast(rights.role, attempt.role) &&
    (rights.mode === 'full' || !attempt.writes) &&
    (models?.includes(attempt.model) ?? true) &&
    (queryTypes?.includes(attempt.queryType) ?? true) &&
    capabilities.has(attempt.capability) &&
    (allowedNetworks === undefined || isInNetworks(attempt.from, allowedNetworks)) &&
    (typeof origins === 'string'
      ? isGrantor || origins === 'any' || origin === undefined
      : origin !== undefined && origins.some((rule) => originFits(origin, rule))) &&
    (rateLimit === undefined ||
      requests <= rateLimit.maxRequests * (Math.floor(inSeconds / rateLimit.windowSeconds) + 1)) &&
    attempt.atOnce <= (maxConcurrency ?? Infinity) &&
    (budget === undefined || spends <= Number(budget.limit) * PERIODS[budget.period](inDays)) &&
    attempt.at < (expiresAt ?? Infinity)
  );
}

const or = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const some = (...names: string[]): fc.Arbitrary<string[]> => fc.subarray(names);
const small = fc.integer({ min: 1, max: 4 });
const SOME_CAPABILITIES = [...ALL_CAPABILITIES].slice(0, 3);
const rights: fc.Arbitrary<Rights> = fc.record({
  role: fc.constantFrom(...ROLES),
  mode: fc.constantFrom(...MODES),
  models: or(some('a', 'b', 'c')),
  queryTypes: or(some('x', 'y')),
  capabilities: fc.subarray(SOME_CAPABILITIES).map((names) => new Set(names)),
  allowedNetworks: or(some('10.0.0.0/30', '10.0.0.0/31', '10.0.0.1', '::1')).map(
    (texts) => texts && parseNetworks(texts),
  ),
  origins: fc.oneof(
    fc.constantFrom('any' as const, 'servers' as const),
    some('https://a.b.cd', 'https://*.b.cd', 'https://any.b.cd', 'https://*.any.b.cd'),
  ),
  rateLimit: or(fc.record({ maxRequests: small, windowSeconds: small })),
  maxConcurrency: or(small),
  budget: or(
    fc.record({
      limit: small.map((n) => microUsd(BigInt(n))),
      period: fc.constantFrom('day' as const, 'month' as const, 'total' as const),
    }),
  ),
  expiresAt: or(small),
});
const attempt: fc.Arbitrary<Attempt> = fc.record({
  capability: fc.constantFrom(...SOME_CAPABILITIES),
  role: fc.constantFrom(...ROLES),
  writes: fc.boolean(),
  from: fc.constantFrom('10.0.0.0', '10.0.0.1', '10.0.0.3', '10.0.0.4', '::1'),
  origin: fc.constantFrom(
    undefined,
    'https://a.b.cd',
    'https://any.b.cd',
    'https://x.any.b.cd',
    'https://b.cd',
  ),
  model: fc.constantFrom('a', 'b', 'c', 'd'),
  queryType: fc.constantFrom('x', 'y', 'z'),
  requests: fc.nat({ max: 9 }),
  inSeconds: fc.nat({ max: 5 }),
  atOnce: fc.integer({ min: 1, max: 5 }),
  spends: fc.nat({ max: 9 }),
  inDays: fc.constantFrom(1, 2, 40),
  at: fc.nat({ max: 5 }),
});

const DIMENSIONS: (keyof Rights)[] = [
  'role',
  'mode',
  'models',
  'queryTypes',
  'allowedNetworks',
  'origins',
  'rateLimit',
  'maxConcurrency',
  'budget',
  'expiresAt',
];

/** What is wanted is what is held, but for a few rights. */
const grants = fc
  .tuple(rights, rights, fc.subarray(DIMENSIONS, { maxLength: 3 }))
  .map(([held, other, changed]) => ({
    held,
    wanted: { ...held, ...Object.fromEntries(changed.map((name) => [name, other[name]])) },
  }));

it('whatever passes lets nobody do what the grantor could not', () => {
  let passed = 0;
  fc.assert(
    fc.property(grants, fc.array(attempt, { minLength: 20, maxLength: 20 }), ({ held, wanted }, attempts) => {
      try {
        requireWithin(principalOf(held), wanted);
      } catch {
        return;
      }
      passed += 1;
      for (const one of attempts) {
        if (allows(wanted, one, false))
          expect({ one, may: allows(held, one, true) }).toEqual({ one, may: true });
      }
    }),
    { numRuns: 2000 },
  );
  expect(passed).toBeGreaterThan(200);
});
