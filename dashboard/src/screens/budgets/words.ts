import type { Tone } from '../../parts/badge';
import type { Outlook, ShownBudget } from './outlook';

const WHOSE: Readonly<Record<ShownBudget['scope'], string>> = {
  gateway: 'The whole gateway',
  key: 'Your key',
  user: 'You',
  token: 'This log-in',
};

/** Whom a budget bounds, as people call them. */
export function ownerOf({ scope, name }: Pick<ShownBudget, 'scope' | 'name'>): string {
  return name ?? WHOSE[scope];
}

export const SCOPES: Readonly<Record<ShownBudget['scope'], string>> = {
  gateway: 'Gateway',
  key: 'Key',
  user: 'User',
  token: 'Token',
};

export const PERIODS: Readonly<Record<ShownBudget['period'], string>> = {
  day: 'a day',
  month: 'a month',
  total: 'in all',
};

export const OUTLOOKS: Readonly<Record<Outlook, { readonly tone: Tone; readonly word: string }>> = {
  spent: { tone: 'bad', word: 'Spent' },
  short: { tone: 'warning', word: 'Will run out' },
  near: { tone: 'warning', word: 'Nearly spent' },
  fine: { tone: 'good', word: 'Fine' },
};
