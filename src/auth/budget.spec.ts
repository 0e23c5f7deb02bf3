import { StrictPipe } from '../http';
import { microUsd, type BudgetPolicy } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { budgetColumns, budgetOfBody, budgetOfColumns, budgetView } from './budget';
import type { BudgetDto } from './budget.dto';
import { ChangeKeyDto, CreateKeyDto } from './keys/key.dto';
import { ChangeUserDto, CreateUserDto } from './users/user.dto';

const pipe = new StrictPipe();

const USER = { username: 'chris', password: 'correct horse', role: 'member' };
const BODIES: readonly [string, new () => { budget?: BudgetDto | null }, object][] = [
  ['a new key', CreateKeyDto, { name: 'mine', role: 'member' }],
  ['a change of a key', ChangeKeyDto, {}],
  ['a new user', CreateUserDto, USER],
  ['a change of a user', ChangeUserDto, {}],
];

describe.each(BODIES)('a budget in the body of %s', (_, metatype, rest) => {
  const check = (budget: unknown): Promise<unknown> =>
    pipe.transform({ ...rest, budget }, { type: 'body', metatype });

  it.each([
    { limit_usd: 0, period: 'total' },
    { limit_usd: 0.000001, period: 'day' },
    { limit_usd: 12.5, period: 'month' },
    { limit_usd: 1_000_000_000, period: 'total' },
    { limit_usd: 5, period: 'day', soft_percent: 1 },
    { limit_usd: 5, period: 'day', soft_percent: 100 },
    null,
  ])('may be %j', async (budget) => {
    await expect(check(budget)).resolves.toEqual({ ...rest, budget });
  });

  it.each<[string, object]>([
    ...[-0.01, 0.0000001, 1.5e-7, 0.0000015, 1_000_000_000.5, 1e300, '5', NaN, Infinity, null, [5], true].map(
      (limit): [string, object] => ['limit_usd', { limit_usd: limit, period: 'day' }],
    ),
    ['limit_usd', { period: 'day' }],
    ...['week', 'Day', '', null, 5, ['day'], 'constructor'].map((period): [string, object] => [
      'period',
      { limit_usd: 5, period },
    ]),
    ['period', { limit_usd: 5 }],
    ...[0, -1, 101, 50.5, '50', null, true, [50], NaN].map((percent): [string, object] => [
      'soft_percent',
      { limit_usd: 5, period: 'day', soft_percent: percent },
    ]),
    ['hard_percent', { limit_usd: 5, period: 'day', hard_percent: 100 }],
  ])('has no %s as in %j', async (field, budget) => {
    const { code, extras } = await refusalOf(() => check(budget));
    expect([code, extras.fields]).toEqual(['validation_failed', [`budget.${field}`]]);
  });

  it.each(['5', 5, true, [], [{ limit_usd: 1, period: 'day' }]])('is no budget as %j', async (budget) => {
    const { code, extras } = await refusalOf(() => check(budget));
    expect(code).toBe('validation_failed');
    expect(extras.fields?.map((name) => name.split('.')[0])).toContain('budget');
  });
});

describe('a budget', () => {
  it.each<[BudgetDto | null, BudgetPolicy | undefined]>([
    [null, undefined],
    [
      { limit_usd: 0, period: 'total' },
      { limit: microUsd(0n), period: 'total' },
    ],
    [
      { limit_usd: 0.29, period: 'month' },
      { limit: microUsd(290_000n), period: 'month' },
    ],
    [
      { limit_usd: 1_000_000_000, period: 'day', soft_percent: 7 },
      { limit: microUsd(1_000_000_000_000_000n), period: 'day', softPercent: 7 },
    ],
  ])('said as %j is shown as it was said, and comes back from its columns (%#)', (said, policy) => {
    const read = budgetOfBody(said);
    expect(read).toStrictEqual(policy);
    expect(budgetView(read)).toStrictEqual(said);
    expect(budgetOfColumns(budgetColumns(read))).toStrictEqual(policy);
  });

  it('is none in columns that hold none', () => {
    const none = { budget_micro_usd: null, budget_period: null, budget_soft_percent: null };
    expect(budgetColumns(undefined)).toEqual(none);
    expect(budgetOfColumns(none)).toBeUndefined();
    expect(budgetOfColumns({ ...none, budget_period: 'day', budget_soft_percent: 5 })).toBeUndefined();
  });
});
