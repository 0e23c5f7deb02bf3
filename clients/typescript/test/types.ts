import { RateLimitedError, type AnalyticsMetrics, type AnswerStream, type Sallyport } from '../src/index.js';

/*
 * Looked at by the compiler only (`npm run types`): what is right compiles, and what is wrong does not.
 */

/** What is of this type. `any`, which is of every type, is found out by what must not compile. */
const is = <T>(value: T): T => value;

export async function analytics(client: Sallyport, own: string): Promise<void> {
  const months = [
    { month: '2026-09', starting_mrr: 1, new_mrr: 1, expansion_mrr: 0, contraction_mrr: 0, churned_mrr: 0 },
  ];
  const mrr = await client.analyticsQuery('mrr_analysis', { time_period: 'last_90_days', data: { months } });
  is<AnalyticsMetrics<'mrr_analysis'>>(mrr.metrics);
  is<number>(mrr.metrics.overall.ending_mrr);
  is<number | null>(mrr.metrics.overall.growth_rate);
  is<'mrr_analysis'>(mrr.query_type);
  // @ts-expect-error -- parameters of another query
  await client.analyticsQuery('churn_analysis', { data: { months } });
  // @ts-expect-error -- no such period
  await client.analyticsQuery('mrr_analysis', { time_period: 'last_week', data: { months } });
  // @ts-expect-error -- no such metric
  is<unknown>(mrr.metrics.overall.ending);
  // @ts-expect-error -- may be null
  is<number>(mrr.metrics.overall.growth_rate);

  const other = await client.analyticsQuery('our_analysis', { anything: 1 });
  is<Readonly<Record<string, unknown>>>(other.metrics);
  // @ts-expect-error -- nobody knows what it is
  is<number>(other.metrics['anything']);
  await client.analyticsQuery(own, { anything: 1 });
}

export async function questions(client: Sallyport): Promise<void> {
  interface Figures {
    readonly basic: number;
  }
  const context: Figures = { basic: 1 };
  const answer = await client.query({ question: 'What?', context });
  is<number>(answer.cost_usd);
  is<AnswerStream>(client.query.stream({ question: 'What?', context, max_tokens: 100 }));
  // @ts-expect-error -- the method says whether it streams
  await client.query({ question: 'What?', context, stream: true });
  // @ts-expect-error -- a context is an object
  await client.query({ question: 'What?', context: 'text' });
}

export async function lists(client: Sallyport): Promise<void> {
  await client.usage({ from: new Date(), to: '2026-11-30', group_by: ['day', 'model'], page_size: 200 });
  const { data } = await client.chains.list({ sort: '-updated_at', page: 2 });
  is<string | undefined>(data[0]?.chain_id);
  // @ts-expect-error -- no such order
  await client.chains.list({ sort: 'title' });
  // @ts-expect-error -- a report in another form has another type
  await client.usage({ format: 'csv' });
}

export function errors(error: unknown): number | undefined {
  return error instanceof RateLimitedError ? is<number | undefined>(error.retryAfter) : undefined;
}
