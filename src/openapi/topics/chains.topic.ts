import {
  anyObject,
  count,
  dollars,
  flag,
  instant,
  integer,
  listOf,
  object,
  orNull,
  pageOf,
  ref,
  text,
  type Schema,
} from '../schema';
import { json, type Topic } from '../topic';

const OUTLINE = {
  chain_id: '0Jk3mZpQ7wXa4fK2mZpQ',
  title: 'Which plan earns more?',
  type: 'query',
  owner: 'key:4fK2mZpQ7wXa',
  cost_usd: 0.001806,
  created_at: '2026-11-21T12:00:00.000Z',
  updated_at: '2026-11-21T12:00:00.000Z',
};

const OUTLINE_SCHEMAS: Readonly<Record<string, Schema>> = {
  chain_id: text('Of the chain.'),
  title: text('The first line of its first question, where content is kept.'),
  type: text('`query`, or the type of the analytics query that it began with.'),
  owner: text('Whose it is.'),
  cost_usd: dollars('What its steps cost:'),
  created_at: instant('When it began.'),
  updated_at: instant('When its last step was taken.'),
};

const ID = { id: text('The id of the chain.', { pattern: '^[0-9A-Za-z]{20}$' }) };

/** Conversations: `src/chains`. */
export const chains: Topic = {
  tag: 'Chains',
  about:
    'What was asked and answered. `admin` and `readonly` see all chains, the rest their own; others are 404.',
  schemas: {
    Chain: object({ ...OUTLINE_SCHEMAS, steps: count('How many steps it has.') }),
    ChainList: pageOf('Chain'),
    ChainStep: object({
      position: integer('From 1 on.', { minimum: 1 }),
      type: text('`query`, or the type of an analytics query.'),
      model: orNull(text('Null: no model answered.')),
      request_id: text('The request that it was.'),
      cost_usd: dollars('What it cost:'),
      usage: object(
        {
          input_tokens: count('Tokens that were read.'),
          output_tokens: count('Tokens that were written.'),
        },
        { description: 'Tokens of the step.' },
      ),
      degraded: flag('Whether something less than a fresh answer of the model was given.'),
      created_at: instant('When it was taken.'),
      content: orNull({
        ...anyObject(
          'What was asked and answered; null: not kept. `kind` is `exchange` (`question`, `context`, `answer`) or `analytics` (`parameters`, `metrics`, `answer`, `explanation`).',
        ),
      }),
    }),
    ChainDetails: object({
      ...OUTLINE_SCHEMAS,
      step_count: count('How many steps it has.'),
      steps: listOf(ref('ChainStep'), 'One page of its steps, oldest first.'),
      meta: ref('PageMeta', 'Which steps these are.'),
    }),
  },
  fields: {
    ChainListQuery: {
      page: 'Which page.',
      page_size: 'Chains of a page.',
      sort: 'Descending with a leading `-`.',
      owner: { description: 'Only chains of this owner.', examples: ['key:4fK2mZpQ7wXa'] },
      type: 'Only chains of this type.',
      from: {
        description: 'Last used from this instant on; a date is its midnight.',
        examples: ['2026-11-01'],
      },
      to: {
        description: 'A time is the first instant that is too late, a date the last day that is not.',
        examples: ['2026-11-30'],
      },
    },
    ChainStepsQuery: { page: 'Which page of the steps.', page_size: 'Steps of a page.' },
  },
  routes: {
    'GET /api/chains': {
      id: 'listChains',
      summary: 'List chains',
      description: 'The chains that the caller may see.',
      answers: {
        200: json('A page of chains.', 'ChainList', {
          meta: { page: 1, page_size: 50, total: 1 },
          data: [{ ...OUTLINE, steps: 1 }],
        }),
      },
    },
    'GET /api/chains/:id': {
      id: 'getChain',
      summary: 'Read a chain',
      description: 'A chain with one page of its steps.',
      path: ID,
      answers: {
        200: json('The chain.', 'ChainDetails', {
          ...OUTLINE,
          step_count: 1,
          steps: [
            {
              position: 1,
              type: 'query',
              model: 'claude-sonnet-5-5',
              request_id: 'req_0f8fad5bd9cb469fa16570867728950e',
              cost_usd: 0.001806,
              usage: { input_tokens: 412, output_tokens: 38 },
              degraded: false,
              created_at: '2026-11-21T12:00:00.000Z',
              content: {
                kind: 'exchange',
                question: 'Which plan earns more?',
                context: { basic: 1200, pro: 3400 },
                answer: 'The pro plan: $3,400 a month against $1,200.',
              },
            },
          ],
          meta: { page: 1, page_size: 50, total: 1 },
        }),
      },
    },
    'DELETE /api/chains/:id': {
      id: 'deleteChain',
      summary: 'Delete a chain',
      description:
        'Forgets what was asked and answered in a chain of yours. What it cost stays in the ledger.',
      path: ID,
      answers: { 204: { description: 'It is gone.' } },
    },
  },
};
