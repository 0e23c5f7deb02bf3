import type { AnalyticsQuery } from '../../analytics';
import { schemaOf } from '../../http';
import { dollars, flag, integer, listOf, object, orNull, ref, text, type Schema } from '../schema';

/**
 * What each registered query takes and answers, by its own rules: a team's own query is in the document of its gateway as
 * those that ship are.
 */
export function analyticsSchemas(queries: readonly AnalyticsQuery[]): Readonly<Record<string, Schema>> {
  const schemas: Record<string, Schema> = {};
  for (const query of queries) {
    const name = nameOf(query);
    schemas[`${name}Parameters`] = { ...schemaOf(query.parameters) };
    schemas[`${name}Metrics`] = { ...schemaOf(query.metrics) };
    schemas[`${name}Explanation`] = { ...schemaOf(query.output) };
    schemas[`${name}Query`] = { ...askedOf(query), additionalProperties: false };
    schemas[`${name}Answer`] = answerOf(query);
  }
  return {
    ...schemas,
    AnalyticsQuery: eitherOf(queries, 'Query'),
    AnalyticsAnswer: eitherOf(queries, 'Answer'),
  };
}

/** `mrr_analysis` is MrrAnalysis. */
function nameOf({ id }: AnalyticsQuery): string {
  return id.replaceAll(/(?:^|_)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

function eitherOf(queries: readonly AnalyticsQuery[], kind: 'Query' | 'Answer'): Schema {
  const named = queries.map((query) => [query.id, ref(`${nameOf(query)}${kind}`)] as const);
  return {
    oneOf: named.map(([, schema]) => schema),
    discriminator: {
      propertyName: 'query_type',
      mapping: Object.fromEntries(named.map(([id, { $ref }]) => [id, $ref])),
    },
  };
}

function askedOf(query: AnalyticsQuery): Schema {
  return object(
    {
      query_type: text('One of the types that `GET /api/analytics-query/types` lists.', { const: query.id }),
      parameters: ref(`${nameOf(query)}Parameters`, 'Numbers, dates and short names: no free text.'),
    },
    { description: query.description },
  );
}

function answerOf(query: AnalyticsQuery): Schema {
  const name = nameOf(query);
  return object({
    query_type: text('What was asked.', { const: query.id }),
    version: integer('The version of the query; another one may compute otherwise.', { minimum: 1 }),
    metrics: ref(`${name}Metrics`, 'What code computed.'),
    answer: orNull(text('The summary of the explanation; null: the numbers stand alone.')),
    explanation: orNull(ref(`${name}Explanation`, 'What Claude said of the numbers; null: nothing.')),
    grounded: {
      type: ['boolean', 'null'],
      description: 'Whether each number in the explanation is a metric or a datum; null without one.',
    },
    ungrounded_numbers: listOf(
      { type: 'string' },
      'Numbers of the explanation that are in none of the data.',
    ),
    model: orNull(text('The model that explained; null: none answered.')),
    usage: ref('Usage'),
    cost_usd: dollars('What it cost:'),
    cached: flag('Whether the explanation was paid for by another request.'),
    degraded: flag('Whether there is less than a fresh explanation of the model that was asked.'),
    reason: orNull(text('Why there is no explanation: a code of the error table.')),
    detail: orNull(text('The same as a sentence.')),
    chain_id: orNull(text('The chain that keeps the run; null: none does.')),
    request_id: text('The `x-request-id` of the answer.'),
  });
}
