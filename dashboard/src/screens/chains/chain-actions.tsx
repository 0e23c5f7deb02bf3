import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ChainDetails } from '@sallyport/client';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ActionButton } from '../../parts/action-button';
import { Confirm } from '../../parts/confirm';
import { useSession } from '../../session/session';

/** What may be done with a conversation: one's own may be gone on with, and be deleted; administrators delete all. */
export function ChainActions({ chain }: { readonly chain: ChainDetails }): ReactNode {
  const { client, me, may } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [deleting, setDeleting] = useState(false);
  const mayAsk = may({ role: 'member', writes: true });
  const isAdmin = me.role === 'admin';
  // Administrators see the chains of others; whose limits are theirs says who they are.
  const limits = useQuery({
    queryKey: ['rate-limit-status', 'who'],
    queryFn: () => client.rateLimitStatus(),
    enabled: mayAsk && isAdmin,
    staleTime: Infinity,
  });
  if (!mayAsk) return null;
  const isOwn = !isAdmin || limits.data?.tracker === chain.owner;

  const remove = async (): Promise<void> => {
    await client.chains.delete(chain.chain_id);
    queries.removeQueries({ queryKey: ['chains', chain.chain_id] });
    await queries.invalidateQueries({ queryKey: ['chains'] });
  };
  return (
    <>
      {isOwn && (
        <ActionButton kind="primary" onPress={() => navigate(`/ask/go-on/${chain.chain_id}`)}>
          Go on with this conversation
        </ActionButton>
      )}
      <ActionButton kind="danger" onPress={() => setDeleting(true)}>
        Delete
      </ActionButton>
      {deleting && (
        <Confirm
          title="Delete this conversation?"
          action="Delete it"
          doing="delete the conversation"
          run={async () => {
            await remove();
            navigate('/chains');
          }}
          close={() => setDeleting(false)}
        >
          <p className="model-text">“{chain.title}”</p>
          <p>
            All its questions and answers are deleted, and cannot be brought back. What it cost stays in the
            usage.
          </p>
        </Confirm>
      )}
    </>
  );
}
