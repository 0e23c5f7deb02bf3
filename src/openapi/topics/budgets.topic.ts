import { dollars, instant, integer, object, oneOf, orNull, pageOf, text } from '../schema';
import { json, type Topic } from '../topic';

/** All budgets, for administrators: `src/usage/budgets`. */
export const budgets: Topic = {
  tag: 'Budgets',
  about: 'Every budget that is set, and how full it is.',
  schemas: {
    ListedBudget: object({
      scope: oneOf(['gateway', 'key', 'user'], 'Whose budget it is.'),
      id: orNull(text('The id of the key or user; null: it is the gateway’s.')),
      name: orNull(text('What people call the key, or the name of the user.')),
      period: oneOf(['day', 'month', 'total'], 'What it is for.'),
      limit_usd: dollars('The limit:'),
      spent_usd: dollars('What is spent:'),
      reserved_usd: dollars('What is held for calls under way:'),
      remaining_usd: dollars('What is left:'),
      soft_percent: integer('From so much of the limit on alerts are raised.', { minimum: 1, maximum: 100 }),
      period_started_at: orNull(instant('When the period began; null: it is for all time.')),
      resets_at: orNull(instant('When it begins anew; null: never.')),
      forecast_usd: orNull(
        dollars('What the period will have cost if it goes on as it began; null where it has no end:'),
      ),
    }),
    BudgetPage: pageOf('ListedBudget'),
  },
  fields: {
    BudgetListQuery: {
      page: 'Which page.',
      page_size: 'Budgets of a page.',
      sort: 'What to sort by, descending with a leading `-`; `used` is the share that is spent or held. `-used` unless said.',
    },
  },
  routes: {
    'GET /admin/budgets': {
      id: 'listBudgets',
      summary: 'See all budgets',
      description:
        'Every budget that is set, with what its period has cost so far: the gateway’s first, then those of keys and users that may still spend.',
      answers: {
        200: json('The budgets.', 'BudgetPage', {
          meta: { page: 1, page_size: 50, total: 1 },
          data: [
            {
              scope: 'key',
              id: '4fK2mZpQ7wXa',
              name: 'billing service',
              period: 'month',
              limit_usd: 50,
              spent_usd: 12.345678,
              reserved_usd: 0.25,
              remaining_usd: 37.404322,
              soft_percent: 80,
              period_started_at: '2026-11-01T00:00:00.000Z',
              resets_at: '2026-12-01T00:00:00.000Z',
              forecast_usd: 18.066846,
            },
          ],
        }),
      },
    },
  },
};
