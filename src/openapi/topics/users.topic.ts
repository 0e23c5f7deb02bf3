import { MODES, ROLES } from '../../kernel';
import { instant, object, oneOf, orNull, pageOf, ref, text } from '../schema';
import { json, type Fields, type Topic } from '../topic';

const USER = {
  id: '9aB2cD4eF6gH',
  username: 'ada',
  role: 'analyst',
  mode: 'full',
  budget: { limit_usd: 20, period: 'month' },
  created_at: '2026-11-21T12:00:00.000Z',
  updated_at: '2026-11-21T12:00:00.000Z',
};

const USER_FIELDS: Fields = {
  password: {
    description: 'At least 8 characters, and at most 72 bytes in UTF-8, which is as far as bcrypt reads.',
    minLength: 8,
    maxLength: 72,
  },
  role: 'Not wider than your own.',
  mode: '`viewer` only reads, whatever the role; `full` unless said.',
  budget: { description: 'What the user may spend; null: no budget.', nullable: true },
  'budget.limit_usd': 'US dollars in one period.',
  'budget.period': 'Days and months are those of UTC; `total` never begins anew.',
  'budget.soft_percent': 'Percent of the limit from which on alerts are raised.',
};

const GRANTS = ['model_denied', 'query_type_denied', 'capability_denied'] as const;

const ID = { id: text('The id of the user.', { pattern: '^[0-9A-Za-z]{12}$' }) };

/** People who log in: `src/auth/users`. */
export const users: Topic = {
  tag: 'Users',
  about: 'People who log in with a password.',
  schemas: {
    User: object({
      id: text('Of the user.'),
      username: text('The name to log in with.'),
      role: oneOf(ROLES, 'The role of the tokens that a log-in gives.'),
      mode: oneOf(MODES, 'The mode of these tokens.'),
      budget: orNull(ref('Budget', 'What the user may spend; null: no budget.')),
      created_at: instant('When the user was made.'),
      updated_at: instant('When the user was last changed.'),
    }),
    UserList: pageOf('User'),
  },
  fields: {
    CreateUserDto: {
      ...USER_FIELDS,
      username: '1 to 64 letters, digits or any of `._@+-`; it begins with a letter or digit.',
    },
    ChangeUserDto: USER_FIELDS,
    UserListQuery: {
      page: 'Which page.',
      page_size: 'Rows of a page.',
      sort: 'Descending with a leading `-`.',
    },
  },
  routes: {
    'POST /admin/users': {
      id: 'createUser',
      summary: 'Make a user',
      description: 'Makes somebody who can log in. Nobody grants more than they have.',
      body: {
        examples: {
          analyst: {
            summary: 'An analyst with a budget',
            value: {
              username: 'ada',
              password: 'correct horse battery staple',
              role: 'analyst',
              budget: { limit_usd: 20, period: 'month' },
            },
          },
        },
      },
      answers: { 201: json('The user.', 'User', USER) },
      refusals: [...GRANTS, 'already_exists', 'overloaded'],
    },
    'GET /admin/users': {
      id: 'listUsers',
      summary: 'List users',
      description: 'Everybody who can log in.',
      answers: {
        200: json('A page of users.', 'UserList', {
          meta: { page: 1, page_size: 50, total: 1 },
          data: [USER],
        }),
      },
    },
    'GET /admin/users/:id': {
      id: 'getUser',
      summary: 'Look at a user',
      description: 'One user.',
      path: ID,
      answers: { 200: json('The user.', 'User', USER) },
    },
    'PATCH /admin/users/:id': {
      id: 'changeUser',
      summary: 'Change a user',
      description:
        'What is left out stays; a null budget is none. Another password, role or mode ends the log-ins of the user.',
      path: ID,
      body: { examples: { mode: { summary: 'Only look from now on', value: { mode: 'viewer' } } } },
      answers: { 200: json('The user.', 'User', { ...USER, mode: 'viewer' }) },
      refusals: [...GRANTS, 'last_admin', 'overloaded'],
    },
    'DELETE /admin/users/:id': {
      id: 'deleteUser',
      summary: 'Delete a user',
      description: 'Ends the log-ins of a user, and forgets the name. What was spent stays in the ledger.',
      path: ID,
      answers: { 204: { description: 'Gone.' } },
      refusals: ['last_admin'],
    },
  },
};
