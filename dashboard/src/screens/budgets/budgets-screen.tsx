import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { BudgetReportList } from '@sallyport/client';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useLive } from '../../live/live';
import { Pager } from '../../parts/pager';
import { Panel, ScreenHead } from '../../parts/panel';
import { Loaded, Nothing } from '../../parts/states';
import { useSession } from '../../session/session';
import { BudgetRows } from './budget-rows';
import { reportOf } from './outlook';
import { useFreshOn } from './fresh-on';
import './budgets.css';

const PAGE_SIZE = 25;

/** What may be spent, what is spent, and how long it will last. */
export function BudgetsScreen(): ReactNode {
  const { may } = useSession();
  const isAdmin = may({ role: 'admin' });
  return (
    <>
      <ScreenHead
        title="Budgets"
        lead={
          isAdmin ? (
            <>
              What may be spent, by whom, and how long it lasts at the pace so far. Budgets are set on{' '}
              <Link href="/keys">keys</Link> and <Link href="/users">users</Link>.
            </>
          ) : (
            'The budgets that bound what you spend. An administrator sets them.'
          )
        }
      />
      {isAdmin ? <AllBudgets /> : <OwnBudgets />}
    </>
  );
}

function AllBudgets(): ReactNode {
  const { client } = useSession();
  const [page, setPage] = useState(1);
  const query = useQuery({
    queryKey: ['budgets', page],
    queryFn: ({ signal }) => client.admin.budgets({ page, page_size: PAGE_SIZE }, { signal }),
    placeholderData: keepPreviousData,
  });
  useFreshOn(useSpent(), ['budgets']);
  return (
    <Panel title="Every budget">
      <Loaded query={query} what="the budgets">
        {({ data, meta }: BudgetReportList) =>
          data.length === 0 ? (
            <Nothing title="No budget is set">
              <p>
                Without one, everybody spends what their rate limit allows. Set one on a{' '}
                <Link href="/keys">key</Link> or a <Link href="/users">user</Link>, or for the whole gateway
                with <code>DAILY_BUDGET_USD</code>.
              </p>
            </Nothing>
          ) : (
            <>
              <BudgetRows budgets={data} linked />
              <Pager meta={meta} onPage={setPage} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function OwnBudgets(): ReactNode {
  const { client } = useSession();
  const query = useQuery({
    queryKey: ['own budgets'],
    queryFn: ({ signal }) => client.rateLimitStatus({ signal }),
  });
  useFreshOn(useSpent(), ['own budgets']);
  return (
    <Panel title="Your budgets">
      <Loaded query={query} what="your budgets">
        {({ budgets }) =>
          budgets.length === 0 ? (
            <Nothing title="No budget bounds what you spend">
              <p>Your rate limit does; the overview shows what is left of it.</p>
            </Nothing>
          ) : (
            <BudgetRows budgets={budgets.map((state) => reportOf(state))} linked={false} />
          )
        }
      </Loaded>
    </Panel>
  );
}

/** Changes whenever something is spent or held. */
function useSpent(): string | undefined {
  const { overview } = useLive();
  return overview && `${String(overview.today.cost_usd)} ${String(overview.today.reserved_usd)}`;
}
