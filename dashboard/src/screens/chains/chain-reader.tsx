import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ChainDetails } from '@sallyport/client';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Fact } from '../../parts/answer-facts';
import { count, usd, when } from '../../parts/format';
import '../../parts/lists.css';
import { Pager } from '../../parts/pager';
import { ScreenHead } from '../../parts/panel';
import { Loaded, Nothing } from '../../parts/states';
import { useSession } from '../../session/session';
import { ChainActions } from './chain-actions';
import { StepView } from './step-view';
import { typeTitle, useQueryTypes } from './chain-types';

const STEPS = 20;
const ID = /^[0-9A-Za-z]{20}$/;

/** One conversation, step by step. */
export function ChainReader({ id }: { readonly id: string }): ReactNode {
  const { client } = useSession();
  const [page, setPage] = useState(1);
  const chain = useQuery({
    queryKey: ['chains', id, page],
    queryFn: () => client.chains.get(id, { page, page_size: STEPS }),
    placeholderData: keepPreviousData,
    enabled: ID.test(id),
  });
  useEffect(() => {
    scrollTo({ top: 0 });
  }, [page]);
  return (
    <>
      <Link href="/chains" className="back">
        <ArrowLeft aria-hidden /> All chains
      </Link>
      {ID.test(id) ? (
        <Loaded query={chain} what="this conversation">
          {(details) => <ChainDetailsView details={details} onPage={setPage} />}
        </Loaded>
      ) : (
        <Nothing title="There is no such conversation">
          <p>Its address is not one of a chain.</p>
        </Nothing>
      )}
    </>
  );
}

interface ChainDetailsViewProps {
  readonly details: ChainDetails;
  readonly onPage: (page: number) => void;
}

function ChainDetailsView({ details, onPage }: ChainDetailsViewProps): ReactNode {
  const types = useQueryTypes();
  const {
    title,
    type,
    owner,
    cost_usd: cost,
    step_count: steps,
    created_at: begun,
    updated_at: used,
  } = details;
  return (
    <>
      <ScreenHead
        title={title}
        {...(typeTitle(type, types) !== title && { lead: typeTitle(type, types) })}
        actions={<ChainActions chain={details} />}
      />
      <dl className="answer-facts">
        <Fact term="Owner">
          <code>{owner}</code>
        </Fact>
        <Fact term="Steps">{count(steps)}</Fact>
        <Fact term="Cost">{usd(cost)}</Fact>
        <Fact term="Begun">{when(begun)}</Fact>
        <Fact term="Last used">{when(used)}</Fact>
      </dl>
      <ol className="chain-steps" aria-label="Steps">
        {details.steps.map((step) => (
          <li key={step.position}>
            <StepView step={step} types={types} />
          </li>
        ))}
      </ol>
      <Pager meta={details.meta} onPage={onPage} />
    </>
  );
}
