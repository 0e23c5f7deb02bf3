import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QueryType } from '@sallyport/client';
import { useEffect, useRef, type ReactNode } from 'react';
import { usd } from '../../../parts/format';
import { Panel } from '../../../parts/panel';
import { useSession } from '../../../session/session';
import { isRecord } from '../fields/read-schema';
import { ParametersForm } from '../form/parameters-form';
import { useParameters } from '../form/use-parameters';
import { AnalyticsResult } from './analytics-result';

/** Asks a query of the list, and shows what was computed. */
export function AnalyticsAsk({ type }: { readonly type: QueryType }): ReactNode {
  const { client } = useSession();
  const queries = useQueryClient();
  const state = useParameters(type.parameters);
  const result = useRef<HTMLDivElement>(null);
  const run = useMutation({
    mutationFn: async (parameters: object) => ({
      parameters,
      answer: await client.analyticsQuery(type.id, parameters),
    }),
    onError: state.refused,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['chains'] }),
  });
  const { data } = run;
  useEffect(() => {
    if (data !== undefined) result.current?.focus();
  }, [data]);

  return (
    <div className="ask-stack">
      <Panel title={type.title}>
        <p className="lead">{type.description}</p>
        <ParametersForm
          state={state}
          error={run.error}
          busy={run.isPending}
          ask={run.mutate}
          note={`The numbers are computed by the gateway; a model only explains them, for ${usd(type.max_cost_usd)} at most.`}
        />
      </Panel>
      <div ref={result} tabIndex={-1} className="ask-result">
        <span className="unseen" role="status">
          {run.isPending && 'Computing …'}
          {run.isSuccess && 'The result is here.'}
        </span>
        {data !== undefined && (
          <AnalyticsResult
            answer={data.answer}
            schema={type.metrics}
            currency={currencyIn(data.parameters)}
          />
        )}
      </div>
    </div>
  );
}

/** The currency that the data names, as the queries about money call it. */
function currencyIn(parameters: object): string | undefined {
  const { data } = parameters as { readonly data?: unknown };
  const currency = isRecord(data) ? data.currency : undefined;
  return typeof currency === 'string' ? currency : undefined;
}
