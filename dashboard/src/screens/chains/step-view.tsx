import type { ChainStep, QueryType } from '@sallyport/client';
import type { ReactNode } from 'react';
import { MetricsView } from '../../charts/metrics/metrics-view';
import { AnswerFacts, Fact } from '../../parts/answer-facts';
import { Explanation } from '../../parts/explanation';
import { when } from '../../parts/format';
import { Panel } from '../../parts/panel';
import { contentOf, type AnalyticsContent, type ExchangeContent } from './step-content';
import { typeTitle } from './chain-types';

interface StepViewProps {
  readonly step: ChainStep;
  readonly types: readonly QueryType[];
}

/** What was asked and answered in a step, as text: nothing of it is markup. */
export function StepView({ step, types }: StepViewProps): ReactNode {
  const content = contentOf(step.content);
  return (
    <Panel title={`${String(step.position)}. ${typeTitle(step.type, types)}`}>
      {content === undefined && (
        <p className="fine">
          What was said is not kept here: this gateway was set to store no content when it was asked.
        </p>
      )}
      {content?.kind === 'exchange' && <ExchangeView content={content} />}
      {content?.kind === 'analytics' && (
        <RunView
          content={content}
          type={step.type}
          schema={types.find(({ id }) => id === step.type)?.metrics}
        />
      )}
      <AnswerFacts
        model={step.model}
        usage={step.usage}
        costUsd={step.cost_usd}
        requestId={step.request_id}
        degraded={step.degraded}
      >
        <Fact term="At">{when(step.created_at)}</Fact>
      </AnswerFacts>
    </Panel>
  );
}

function ExchangeView({ content }: { readonly content: ExchangeContent }): ReactNode {
  return (
    <>
      <h3 className="unseen">Question</h3>
      <p className="chain-question model-text">{content.question}</p>
      {Object.keys(content.context).length > 0 && <Data title="Context" data={content.context} />}
      <h3 className="unseen">Answer</h3>
      <p className="model-text">{content.answer}</p>
    </>
  );
}

interface RunViewProps {
  readonly content: AnalyticsContent;
  readonly type: string;
  readonly schema: unknown;
}

function RunView({ content, type, schema }: RunViewProps): ReactNode {
  return (
    <>
      <Data title="Parameters" data={content.parameters} />
      <MetricsView type={type} metrics={content.metrics} schema={schema} currency={content.currency} />
      {content.explanation !== undefined && <Explanation explanation={content.explanation} />}
      {content.explanation === undefined && content.answer !== null && (
        <p className="model-text">{content.answer}</p>
      )}
      {content.explanation === undefined && content.answer === null && (
        <p>The numbers stand alone: no model explained them.</p>
      )}
    </>
  );
}

function Data({ title, data }: { readonly title: string; readonly data: object }): ReactNode {
  return (
    <details className="chain-data">
      <summary>{title}</summary>
      <pre>{JSON.stringify(data, null, 2)}</pre>
    </details>
  );
}
