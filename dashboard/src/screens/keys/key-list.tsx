import type { Key, KeyListParameters } from '@sallyport/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { ActionButton } from '../../parts/action-button';
import { Badge } from '../../parts/badge';
import { Choice } from '../../parts/choice';
import { budgetWords } from '../../parts/form/budget-draft';
import { day, when } from '../../parts/format';
import { Pager } from '../../parts/pager';
import { Rows } from '../../parts/rows';
import { Loaded, Nothing } from '../../parts/states';
import { useSession } from '../../session/session';
import { keyState, scopeSummary } from './key-words';

type Sort = NonNullable<KeyListParameters['sort']>;

const SORTS: readonly { readonly value: Sort; readonly label: string }[] = [
  { value: '-created_at', label: 'Newest first' },
  { value: 'created_at', label: 'Oldest first' },
  { value: 'name', label: 'Name, A to Z' },
  { value: '-name', label: 'Name, Z to A' },
];

/** Every key. */
export function KeyList({ create }: { readonly create: (() => void) | undefined }): ReactNode {
  const { client } = useSession();
  const [sort, setSort] = useState<Sort>('-created_at');
  const [page, setPage] = useState(1);
  const asked = { sort, page, page_size: 25 };
  const query = useQuery({
    queryKey: ['keys', 'list', asked],
    queryFn: () => client.admin.keys.list(asked),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={query} what="the keys">
      {({ meta, data }) =>
        meta.total === 0 ? (
          <Nothing title="There are no keys yet">
            <p>A key is what a server shows to ask through this gateway.</p>
            {create !== undefined && (
              <ActionButton kind="primary" onPress={create}>
                Create the first key
              </ActionButton>
            )}
          </Nothing>
        ) : (
          <section className="panel" aria-label="Keys">
            <div className="list-head">
              <span className="fine">
                {meta.total} {meta.total === 1 ? 'key' : 'keys'}
              </span>
              <Choice
                label="Sort"
                options={SORTS}
                value={sort}
                onChange={(order) => {
                  setSort(order);
                  setPage(1);
                }}
              />
            </div>
            <KeyRows keys={data} now={query.dataUpdatedAt} />
            <Pager meta={meta} onPage={setPage} />
          </section>
        )
      }
    </Loaded>
  );
}

function KeyRows({ keys, now }: { readonly keys: readonly Key[]; readonly now: number }): ReactNode {
  return (
    <Rows
      caption="Keys"
      rows={keys}
      rowKey={({ id }) => id}
      columns={[
        {
          title: 'Name',
          cell: ({ id, name }) => (
            <>
              <Link href={`/keys/${id}`}>{name}</Link>
              <code className="fine below">{id}</code>
            </>
          ),
        },
        {
          title: 'State',
          cell: (key) => {
            const { word, tone } = keyState(key, now);
            return <Badge tone={tone}>{word}</Badge>;
          },
        },
        { title: 'Role', cell: ({ role, mode }) => (mode === 'viewer' ? `${role}, viewer` : role) },
        { title: 'Budget', cell: ({ budget }) => (budget === null ? 'none' : budgetWords(budget)) },
        { title: 'Bounds', cell: (key) => <span className="bounds">{scopeSummary(key)}</span> },
        {
          title: 'Created',
          cell: ({ created_at: at }) => (
            <time dateTime={at} title={when(at)}>
              {day(at)}
            </time>
          ),
        },
        {
          title: 'Ends',
          cell: ({ expires_at: at }) => (at === null ? 'never' : <time dateTime={at}>{day(at)}</time>),
        },
      ]}
    />
  );
}
