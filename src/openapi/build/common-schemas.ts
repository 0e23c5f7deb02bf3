import { ERRORS } from '../../kernel';
import {
  anyObject,
  count,
  instant,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  ref,
  text,
  type Schema,
} from '../schema';

const CODES = Object.keys(ERRORS);
const LAYERS = [...new Set(Object.values(ERRORS).map(({ layer }) => layer))];

/** What some codes add, CONTRACT section 4. */
const EXTRAS: Readonly<Record<string, Schema>> = {
  fields: listOf({ type: 'string' }, 'The fields that are wrong.'),
  violations: listOf(ref('Violation'), 'What each of them should be.'),
  allowed_types: listOf({ type: 'string' }, 'The query types that the caller may ask.'),
  budget: anyObject('Whose budget refused, and how full it is.'),
  resets_at: orNull(instant('When the budget begins anew; null: waiting does not help.')),
  retry_after: integer('Whole seconds after which to try again; `Retry-After` says the same.', {
    minimum: 0,
  }),
};

const optional = Object.keys(EXTRAS);

/** What answers of several topics share. */
export const COMMON_SCHEMAS: Readonly<Record<string, Schema>> = {
  PageMeta: object({
    page: integer('Which page this is.', { minimum: 1 }),
    page_size: count('How many rows a page has at most.'),
    total: count('How many rows there are on all pages.'),
  }),
  Violation: object({
    field: text('The field, with dots where it stands in another.'),
    rule: text('The rule that it broke.'),
    message: text('What it should be.'),
  }),
  Problem: object(
    {
      type: text('`urn:sallyport:error:` and the code.', { format: 'uri' }),
      title: text('The same for every occurrence of the code.'),
      status: integer('The HTTP status.'),
      detail: text('What is wrong with this request.'),
      error: text('The title once more, for clients of simpler proxies.'),
      message: text('The detail once more.'),
      code: oneOf(CODES, 'Stable: what programs should look at.'),
      layer: oneOf(LAYERS, 'The defence that refused.'),
      request_id: text('The `x-request-id` of the answer.'),
      ...EXTRAS,
    },
    { optional, description: 'A refusal: a problem document (RFC 9457).' },
  ),
  ClaudeError: object(
    {
      type: text('`error`.', { const: 'error' }),
      error: {
        ...object(
          {
            type: text("Claude's word for it, such as `rate_limit_error`."),
            message: text('What is wrong with this request.'),
            details: orNull(
              object(
                {
                  error_code: oneOf(CODES, 'The code of this gateway.'),
                  layer: oneOf(LAYERS, 'The defence that refused.'),
                  ...EXTRAS,
                },
                {
                  optional,
                  description: 'What the gateway says; missing or null where Claude itself refused.',
                },
              ),
            ),
          },
          { optional: ['details'], description: 'What was refused, and why.' },
        ),
        additionalProperties: true,
      },
      request_id: text('The id of the request.'),
    },
    { optional: ['request_id'], description: 'A refusal in the shape of Claude’s own API.' },
  ),
};
