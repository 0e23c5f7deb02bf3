import fc from 'fast-check';
import type { BudgetPeriod } from '../../kernel';
import { DAY_MS, LEASE_MS } from './ledger.fixture';

/** Whether the store answers while something is asked; `unheard`: it does it, and nobody learns of it. */
type Line = 'up' | 'down' | 'unheard';

/** One caller that asks one replica, with a call of so many tokens at most. All numbers choose among what there is. */
export interface Ask {
  readonly replica: number;
  readonly owner: number;
  readonly token: 'none' | 'free' | 'capped';
  readonly tokens: number;
}

export interface Cap {
  readonly limit: number;
  readonly period: BudgetPeriod;
}

/** What happens to the money of a gateway of several replicas. */
export type Command =
  | { readonly is: 'reserve'; readonly asks: readonly Ask[]; readonly line: Line }
  | {
      readonly is: 'settle';
      readonly call: number;
      /** How much of its tokens a call used, in percent. */
      readonly percent: number;
      readonly as: 'settled' | 'aborted' | 'forfeited' | 'unknown';
      readonly line: Line;
    }
  /** All of it at once. */
  | {
      readonly is: 'rush';
      readonly asks: readonly Ask[];
      /** Calls that end meanwhile, and replicas that look for orphans. */
      readonly ends: readonly number[];
      readonly replicas: readonly number[];
    }
  | { readonly is: 'release'; readonly call: number; readonly line: Line }
  | { readonly is: 'crash'; readonly replica: number }
  | { readonly is: 'wait'; readonly ms: number }
  | { readonly is: 'look'; readonly replicas: readonly number[] }
  | { readonly is: 'budget'; readonly owner: number; readonly budget: Cap | undefined }
  | { readonly is: 'prices'; readonly perToken: number };

export const REPLICAS = 3;
/** Two keys and a user. */
export const OWNERS = 3;

const line = fc.oneof(
  { weight: 8, arbitrary: fc.constant('up' as const) },
  { weight: 1, arbitrary: fc.constantFrom('down' as const, 'unheard' as const) },
);
const call = fc.nat({ max: 20 });
const replica = fc.nat({ max: REPLICAS - 1 });
const owner = fc.nat({ max: OWNERS - 1 });

export const cap: fc.Arbitrary<Cap> = fc.record({
  limit: fc.nat({ max: 400 }),
  period: fc.constantFrom('day' as const, 'month' as const, 'total' as const),
});

const ask: fc.Arbitrary<Ask> = fc.record({
  replica,
  owner,
  token: fc.constantFrom('none' as const, 'free' as const, 'capped' as const),
  tokens: fc.nat({ max: 40 }),
});

const asks = fc.array(ask, { minLength: 1, maxLength: 6 });

const arbitraries = {
  reserve: fc.record({
    is: fc.constant('reserve' as const),
    asks,
    line,
  }),
  settle: fc.record({
    is: fc.constant('settle' as const),
    call,
    percent: fc.oneof(fc.nat({ max: 100 }), fc.constant(100)),
    as: fc.constantFrom(
      'settled' as const,
      'settled' as const,
      'aborted' as const,
      'forfeited' as const,
      'unknown' as const,
    ),
    line,
  }),
  rush: fc.record({
    is: fc.constant('rush' as const),
    asks,
    ends: fc.array(call, { maxLength: 4 }),
    replicas: fc.uniqueArray(replica, { maxLength: REPLICAS }),
  }),
  release: fc.record({ is: fc.constant('release' as const), call, line }),
  crash: fc.record({ is: fc.constant('crash' as const), replica }),
  wait: fc.record({
    is: fc.constant('wait' as const),
    ms: fc.constantFrom(1, LEASE_MS / 2, LEASE_MS, LEASE_MS + 1, DAY_MS / 24, DAY_MS, 31 * DAY_MS),
  }),
  look: fc.record({
    is: fc.constant('look' as const),
    replicas: fc.uniqueArray(replica, { minLength: 1, maxLength: REPLICAS }),
  }),
  budget: fc.record({
    is: fc.constant('budget' as const),
    owner,
    budget: fc.option(cap, { nil: undefined, freq: 4 }),
  }),
  prices: fc.record({ is: fc.constant('prices' as const), perToken: fc.integer({ min: 1, max: 3 }) }),
};

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: arbitraries.reserve },
  { weight: 9, arbitrary: arbitraries.settle },
  { weight: 4, arbitrary: arbitraries.rush },
  { weight: 1, arbitrary: arbitraries.release },
  { weight: 1, arbitrary: arbitraries.crash },
  { weight: 3, arbitrary: arbitraries.wait },
  { weight: 2, arbitrary: arbitraries.look },
  { weight: 1, arbitrary: arbitraries.budget },
  { weight: 1, arbitrary: arbitraries.prices },
);
