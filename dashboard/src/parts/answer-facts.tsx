import type { ReactNode } from 'react';
import { Link } from 'wouter';
import './answer.css';
import { Badge } from './badge';
import { count, usd } from './format';

interface AnswerFactsProps {
  /** Null: none answered. */
  readonly model: string | null;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
  readonly costUsd: number;
  readonly requestId: string;
  /** Leads to the conversation; null: there is none. */
  readonly chainId?: string | null;
  readonly degraded: boolean;
  readonly children?: ReactNode;
}

/** What an answer was made with, and what it cost. */
export function AnswerFacts(props: AnswerFactsProps): ReactNode {
  const { model, usage, costUsd, requestId, chainId, degraded, children } = props;
  return (
    <dl className="answer-facts">
      {degraded && (
        <div>
          <dt className="unseen">State</dt>
          <dd>
            <Badge tone="warning">Degraded</Badge>
          </dd>
        </div>
      )}
      {children}
      <Fact term="Model">{model ?? 'none'}</Fact>
      <Fact term="Tokens">
        {count(usage.input_tokens)} in, {count(usage.output_tokens)} out
      </Fact>
      <Fact term="Cost">{usd(costUsd)}</Fact>
      {chainId != null && (
        <Fact term="Conversation">
          <Link href={`/chains/${chainId}`}>Open in Chains</Link>
        </Fact>
      )}
      <Fact term="Request">
        <code>{requestId}</code>
      </Fact>
    </dl>
  );
}

/** One more of them. */
export function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
