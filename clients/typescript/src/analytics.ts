import type { components } from './schema.js';
import type { Usage } from './types.js';

type Schemas = components['schemas'];
type Query = Schemas['AnalyticsQuery'];

/** The query types that ship. A gateway may have more (`queryTypes()` tells), which are asked by their name as well. */
export type AnalyticsType = Query['query_type'];

/** What a query type takes. */
export type AnalyticsParameters<Type extends AnalyticsType> = Extract<
  Query,
  { readonly query_type: Type }
>['parameters'];

/** What a query type answers. */
export type AnalyticsAnswer<Type extends AnalyticsType = AnalyticsType> = Extract<
  Schemas['AnalyticsAnswer'],
  { readonly query_type: Type }
>;

/** What code computes for a query type. */
export type AnalyticsMetrics<Type extends AnalyticsType> = AnalyticsAnswer<Type>['metrics'];

/** What a query type of a team's own answers. */
export type OtherAnalyticsAnswer = Omit<
  AnalyticsAnswer<'mrr_analysis'>,
  'query_type' | 'metrics' | 'explanation' | 'usage'
> & {
  readonly query_type: string;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly explanation: OtherExplanation | null;
  readonly usage: Usage;
};

export type OtherExplanation = Readonly<Record<string, unknown>> & {
  readonly summary: string;
  readonly findings: readonly string[];
  readonly recommendations: readonly string[];
};
