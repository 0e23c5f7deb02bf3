import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Chain } from '@sallyport/client';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Choice } from '../../parts/choice';
import { count, usd, when } from '../../parts/format';
import { Pager } from '../../parts/pager';
import { Panel, ScreenHead } from '../../parts/panel';
import { Rows } from '../../parts/rows';
import { Loaded, Nothing } from '../../parts/states';
import { seesAll } from '../../session/rights';
import { useSession } from '../../session/session';
import { typeTitle, useQueryTypes } from './chain-types';
import { ALL_TYPES, ORDERS, type ChainsListState } from './use-chains-list';

/** Every conversation that one may see. */
export function ChainsList({ list }: { readonly list: ChainsListState }): ReactNode {
  const { client, me, may } = useSession();
  const types = useQueryTypes();
  const chains = useQuery({
    queryKey: ['chains', list.parameters],
    queryFn: () => client.chains.list(list.parameters),
    placeholderData: keepPreviousData,
  });
  const all = seesAll(me);
  return (
    <>
      <ScreenHead
        title="Chains"
        lead={
          all
            ? 'What everybody asked through this gateway, and what came of it.'
            : 'What you asked through this gateway, and what came of it.'
        }
      />
      <Panel title="Conversations and analyses">
        <div className="form-row">
          <Choice
            label="Type"
            options={[
              { value: ALL_TYPES, label: 'All types' },
              { value: 'query', label: 'Free question' },
              ...types.map(({ id, title }) => ({ value: id, label: title })),
            ]}
            value={list.type}
            onChange={list.setType}
          />
          <Choice label="Order" options={ORDERS} value={list.order} onChange={list.setOrder} />
        </div>
        <Loaded query={chains} what="the chains">
          {({ data, meta }) =>
            data.length === 0 ? (
              <Nothing
                title={list.type === ALL_TYPES ? 'Nothing was asked yet' : 'Nothing of this type was asked'}
              >
                {may({ role: 'analyst', writes: true }) && (
                  <p>
                    <Link href="/ask">Ask something</Link>, and it is kept here.
                  </p>
                )}
              </Nothing>
            ) : (
              <>
                <Rows
                  caption="Chains"
                  rows={data}
                  rowKey={({ chain_id: id }) => id}
                  columns={[
                    {
                      title: 'Title',
                      cell: ({ chain_id: id, title }) => (
                        <Link href={`/chains/${id}`} className="chain-title">
                          {title}
                        </Link>
                      ),
                    },
                    { title: 'Type', cell: ({ type }) => typeTitle(type, types) },
                    ...(all
                      ? [
                          {
                            title: 'Owner',
                            cell: ({ owner }: Chain) => <code className="chain-whole">{owner}</code>,
                          },
                        ]
                      : []),
                    { title: 'Steps', numeric: true, cell: ({ steps }) => count(steps) },
                    {
                      title: 'Cost',
                      numeric: true,
                      cell: ({ cost_usd: cost }) => <span className="chain-whole">{usd(cost)}</span>,
                    },
                    { title: 'Last used', cell: ({ updated_at: at }) => when(at) },
                  ]}
                />
                <Pager meta={meta} onPage={list.setPage} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}
