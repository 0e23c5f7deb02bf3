import type { User } from '@sallyport/client';
import { NotSent } from '../../parts/form/faults';
import { bodyOf, changesIn, draftOf, NEW_USER, passwordFault, type UserDraft } from './user-draft';

const ALICE: User = {
  id: '4fK2mZpQ7wXa',
  username: 'alice',
  role: 'member',
  mode: 'full',
  budget: { limit_usd: 10, period: 'day' },
  created_at: '2026-11-01T00:00:00.000Z',
  updated_at: '2026-11-01T00:00:00.000Z',
};

it.each([
  ['', 'At least 8 characters: 8 more.'],
  ['1234567', 'At least 8 characters: 1 more.'],
  ['12345678', undefined],
  // Characters are people's, bytes are UTF-8's.
  ['🗝️🗝️🗝️', 'At least 8 characters: 2 more.'],
  ['x'.repeat(72), undefined],
  ['é'.repeat(37), 'At most 72 bytes: these are 74.'],
])('of the password %p it says %p', (password, fault) => {
  expect(passwordFault(password)).toBe(fault);
});

describe('the form of a user', () => {
  it('sends a new user', () => {
    expect(bodyOf({ ...NEW_USER, username: ' bob ', password: ' 8 chars ' })).toEqual({
      username: 'bob',
      password: ' 8 chars ',
      role: 'member',
      mode: 'full',
      budget: null,
    });
  });

  it('changes nothing of a user whom it only showed', () => {
    expect(changesIn(draftOf(ALICE), ALICE)).toEqual({});
  });

  it.each<[Partial<UserDraft>, object]>([
    [{ password: 'another one' }, { password: 'another one' }],
    [
      { role: 'admin', mode: 'viewer' },
      { role: 'admin', mode: 'viewer' },
    ],
    [{ budget: { period: 'none', limit: '', soft: '' } }, { budget: null }],
    [
      { budget: { period: 'month', limit: '3', soft: '50' } },
      { budget: { period: 'month', limit_usd: 3, soft_percent: 50 } },
    ],
  ])('sends what was changed: %j', (part, change) => {
    expect(changesIn({ ...draftOf(ALICE), ...part }, ALICE)).toEqual(change);
  });

  it('names the fields that it cannot send', () => {
    const faultsOf = (act: () => unknown): string[] => {
      try {
        act();
      } catch (error) {
        if (error instanceof NotSent) return Object.keys(error.faults);
      }
      return [];
    };
    const budget = { period: 'day', limit: 'ten', soft: '' } as const;
    expect(faultsOf(() => bodyOf({ ...NEW_USER, budget }))).toEqual([
      'username',
      'password',
      'budget.limit_usd',
    ]);
    expect(faultsOf(() => changesIn({ ...draftOf(ALICE), password: 'short', budget }, ALICE))).toEqual([
      'password',
      'budget.limit_usd',
    ]);
  });
});
