import type { User, UserListParameters } from '@sallyport/client';
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

type Sort = NonNullable<UserListParameters['sort']>;

const SORTS: readonly { readonly value: Sort; readonly label: string }[] = [
  { value: 'username', label: 'Name, A to Z' },
  { value: '-username', label: 'Name, Z to A' },
  { value: '-created_at', label: 'Newest first' },
  { value: 'created_at', label: 'Oldest first' },
];

interface UserListProps {
  /** Undefined for those who may not. */
  readonly edit: ((user: User) => void) | undefined;
  readonly remove: (user: User) => void;
}

/** Everybody who can log in. */
export function UserList({ edit, remove }: UserListProps): ReactNode {
  const { client, me } = useSession();
  const [sort, setSort] = useState<Sort>('username');
  const [page, setPage] = useState(1);
  const asked = { sort, page, page_size: 25 };
  const query = useQuery({
    queryKey: ['users', 'list', asked],
    queryFn: () => client.admin.users.list(asked),
    placeholderData: keepPreviousData,
  });
  const person = (user: User): ReactNode => (
    <>
      {user.username} {user.username === me.user && <Badge tone="neutral">you</Badge>}
      <code className="fine below">{user.id}</code>
    </>
  );
  const acts = (user: User): ReactNode => (
    <div className="row-acts">
      {edit !== undefined && (
        <>
          <ActionButton onPress={() => edit(user)} aria-label={`Edit ${user.username}`}>
            Edit
          </ActionButton>
          <ActionButton kind="danger" onPress={() => remove(user)} aria-label={`Delete ${user.username}`}>
            Delete
          </ActionButton>
        </>
      )}
      <Link
        href={`/audit?actor=${encodeURIComponent(`user:${user.id}`)}`}
        aria-label={`Audit of ${user.username}`}
      >
        Audit
      </Link>
    </div>
  );
  return (
    <Loaded query={query} what="the users">
      {({ meta, data }) =>
        meta.total === 0 ? (
          <Nothing title="Nobody can log in yet">
            <p>
              You are here with something else than a log-in. Make a user for everybody who should see this
              page.
            </p>
          </Nothing>
        ) : (
          <section className="panel" aria-label="Users">
            <div className="list-head">
              <span className="fine">
                {meta.total} {meta.total === 1 ? 'user' : 'users'}
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
            <Rows
              caption="Users"
              rows={data}
              rowKey={({ id }) => id}
              columns={[
                { title: 'User name', cell: person },
                { title: 'Role', cell: ({ role, mode }) => (mode === 'viewer' ? `${role}, viewer` : role) },
                { title: 'Budget', cell: ({ budget }) => (budget === null ? 'none' : budgetWords(budget)) },
                { title: 'Created', cell: ({ created_at: at }) => <Day at={at} /> },
                { title: 'Changed', cell: ({ updated_at: at }) => <Day at={at} /> },
                { title: 'Actions', cell: acts },
              ]}
            />
            <Pager meta={meta} onPage={setPage} />
          </section>
        )
      }
    </Loaded>
  );
}

function Day({ at }: { readonly at: string }): ReactNode {
  return (
    <time dateTime={at} title={when(at)}>
      {day(at)}
    </time>
  );
}
