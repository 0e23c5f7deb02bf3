import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { ActionButton } from '../../../parts/action-button';
import { Panel } from '../../../parts/panel';
import { Nothing } from '../../../parts/states';
import { useSession } from '../../../session/session';
import { useConversation } from './conversation';
import { QuestionForm, type Question } from './question-form';
import { TurnView } from './turn-view';

interface QuestionAskProps {
  /** The chain that the address says to go on with. */
  readonly chainId: string | undefined;
}

/** A question in words, and those that go on from its answer. */
export function QuestionAsk({ chainId: given }: QuestionAskProps): ReactNode {
  const { client } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  /** Of the last answer here; undefined: none yet. */
  const [begun, setBegun] = useState<string | null>();
  const chainId = begun === undefined ? given : (begun ?? undefined);
  const conversation = useConversation(client, (answer) => {
    setBegun(answer.chain_id);
    void queries.invalidateQueries({ queryKey: ['chains'] });
  });
  const { turns } = conversation;
  const last = turns.at(-1);

  const ask = async (question: Question): Promise<boolean> => {
    const state = await conversation.ask({
      ...question,
      ...(chainId !== undefined && { chain_id: chainId }),
    });
    return state === 'done';
  };
  const beginNew = (): void => {
    conversation.clear();
    setBegun(undefined);
    navigate('/ask');
  };

  return (
    <div className="ask-columns-of-two">
      <Panel title="Your question">
        <QuestionForm
          ask={ask}
          stop={conversation.stop}
          busy={last?.state === 'writing'}
          error={last?.error}
        />
      </Panel>
      <Panel
        title="Conversation"
        actions={
          (chainId !== undefined || turns.length > 0) && (
            <ActionButton onPress={beginNew}>Begin a new one</ActionButton>
          )
        }
      >
        {given !== undefined && begun === undefined && <GoesOn chainId={given} />}
        {turns.length === 0 && given === undefined && (
          <Nothing title="Nothing asked yet">
            <p>
              The answer comes here as it is written. Each further question goes on with the conversation.
            </p>
          </Nothing>
        )}
        {turns.map((turn) => (
          <TurnView key={turn.id} turn={turn} />
        ))}
        <span className="unseen" role="status">
          {last?.state === 'writing' && 'The answer is being written.'}
          {last?.state === 'done' && 'The answer is complete.'}
          {last?.state === 'stopped' && 'The answer was stopped.'}
        </span>
      </Panel>
    </div>
  );
}

/** Which conversation the next question goes on with. */
function GoesOn({ chainId }: { readonly chainId: string }): ReactNode {
  const { client } = useSession();
  const chain = useQuery({
    queryKey: ['chains', chainId, 'title'],
    queryFn: () => client.chains.get(chainId, { page_size: 1 }),
  });
  return (
    <p>
      Your next question goes on with{' '}
      <Link href={`/chains/${chainId}`} className="model-text">
        {chain.data?.title ?? 'an earlier conversation'}
      </Link>
      {chain.data !== undefined &&
        `, of ${String(chain.data.step_count)} ${chain.data.step_count === 1 ? 'step' : 'steps'} so far`}
      .
    </p>
  );
}
