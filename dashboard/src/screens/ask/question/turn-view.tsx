import type { ReactNode } from 'react';
import { AnswerFacts, Fact } from '../../../parts/answer-facts';
import { Problem } from '../../../parts/states';
import type { Turn } from './conversation';

/** A question and its answer, as text: nothing in either is markup. */
export function TurnView({ turn }: { readonly turn: Turn }): ReactNode {
  const { question, text, state, answer, error } = turn;
  return (
    <article className="turn" aria-label={`Question ${String(turn.id)}`} aria-busy={state === 'writing'}>
      <h3 className="unseen">Question</h3>
      <p className="turn-question model-text">{question}</p>
      <h3 className="unseen">Answer</h3>
      {(text !== '' || state === 'writing') && (
        <p className="turn-answer model-text">
          {text}
          {state === 'writing' && <span className="turn-caret" aria-hidden />}
        </p>
      )}
      {state === 'stopped' && (
        <p className="fine">You stopped it here. What was written until then is paid for.</p>
      )}
      {state === 'failed' && <Problem error={error} doing="get the answer" />}
      {answer !== undefined && (
        <AnswerFacts
          model={answer.model}
          usage={answer.usage}
          costUsd={answer.cost_usd}
          requestId={answer.request_id}
          chainId={answer.chain_id}
          degraded={answer.degraded}
        >
          {answer.stop_reason !== 'end_turn' && <Fact term="Stopped by">{answer.stop_reason}</Fact>}
        </AnswerFacts>
      )}
    </article>
  );
}
