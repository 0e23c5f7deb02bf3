import type { OtherAnalyticsAnswer } from '@sallyport/client';
import type { ReactNode } from 'react';
import { MetricsView } from '../../../charts/metrics/metrics-view';
import { AnswerFacts, Fact } from '../../../parts/answer-facts';
import { Badge } from '../../../parts/badge';
import { Explanation } from '../../../parts/explanation';
import { Panel } from '../../../parts/panel';

interface AnalyticsResultProps {
  readonly answer: OtherAnalyticsAnswer;
  readonly schema: unknown;
  readonly currency: string | undefined;
}

/** What was computed, and what a model said of it. */
export function AnalyticsResult({ answer, schema, currency }: AnalyticsResultProps): ReactNode {
  const { explanation, detail } = answer;
  return (
    <>
      <Panel title="Computed">
        <MetricsView type={answer.query_type} metrics={answer.metrics} schema={schema} currency={currency} />
      </Panel>
      <Panel title="Explained" actions={<Grounding answer={answer} />}>
        {explanation === null ? (
          <p>
            The numbers stand alone: there is no explanation. <span className="model-text">{detail}</span>
          </p>
        ) : (
          <>
            {detail !== null && <p>{detail}</p>}
            <Explanation explanation={explanation} />
          </>
        )}
        <AnswerFacts
          model={answer.model}
          usage={answer.usage}
          costUsd={answer.cost_usd}
          requestId={answer.request_id}
          chainId={answer.chain_id}
          degraded={answer.degraded}
        >
          {answer.cached && <Fact term="Paid by">an earlier request</Fact>}
        </AnswerFacts>
      </Panel>
    </>
  );
}

/** Whether each number in the explanation is one of the data; not a word where there is none. */
function Grounding({ answer }: Pick<AnalyticsResultProps, 'answer'>): ReactNode {
  if (answer.grounded === null) return null;
  if (answer.grounded) return <Badge tone="good">Grounded: all its numbers are in the data</Badge>;
  return (
    <Badge tone="warning">
      Not grounded: {answer.ungrounded_numbers.join(', ')}{' '}
      {answer.ungrounded_numbers.length === 1 ? 'is' : 'are'} not in the data
    </Badge>
  );
}
