import '../../parts/lists.css';
import './audit.css';
import type { AuditList } from '@sallyport/client';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import { ActionButton } from '../../parts/action-button';
import { faultsOf } from '../../parts/form/faults';
import { count } from '../../parts/format';
import { Pager } from '../../parts/pager';
import { Panel, ScreenHead } from '../../parts/panel';
import { Loaded, Nothing, Problem } from '../../parts/states';
import { useSession } from '../../session/session';
import { addressOf, filterOf, pageOf, parametersOf, type AuditFilter } from './audit-filter';
import { AuditRows } from './audit-rows';
import { FilterForm } from './filter-form';
import { VerdictPanel } from './verify-panel';

const PAGE_SIZE = 50;
/** The gateway counts no further. */
const MOST_COUNTED = 100_000;

/** `/audit`: what was asked and done, by whom. Its filter is its address. */
export function AuditScreen(): ReactNode {
  const { client } = useSession();
  const verify = useMutation({ mutationFn: () => client.admin.audit.verify() });
  return (
    <>
      <ScreenHead
        title="Audit"
        lead="Every request and every change, in chains that show when a row was altered or is missing."
        actions={
          <ActionButton onPress={() => verify.mutate()} busy={verify.isPending}>
            <ShieldCheck aria-hidden /> Verify
          </ActionButton>
        }
      />
      <p className="unseen" role="status">
        {verify.isSuccess && (verify.data.valid ? 'Verified: valid' : 'Verified: not valid')}
      </p>
      {verify.isSuccess && <VerdictPanel verdict={verify.data} />}
      {verify.isError && <Problem error={verify.error} doing="verify the trail" />}
      <Trail />
    </>
  );
}

function Trail(): ReactNode {
  const { client } = useSession();
  const [, navigate] = useLocation();
  const search = useSearch();
  const { filter, page } = useMemo(() => {
    const read = new URLSearchParams(search);
    return { filter: filterOf(read), page: pageOf(read) };
  }, [search]);
  const asked = parametersOf(filter, page, PAGE_SIZE);
  const query = useQuery({
    queryKey: ['audit', asked],
    queryFn: () => client.admin.audit.list(asked),
    placeholderData: keepPreviousData,
  });
  const faults = useMemo(() => faultsOf(query.error), [query.error]);
  const apply = (wanted: AuditFilter): void => {
    const address = addressOf(wanted);
    if (address === addressOf(filter, page)) void query.refetch();
    else navigate(address);
  };
  return (
    <Panel title="Trail">
      <FilterForm filter={filter} faults={faults} apply={apply} />
      <Loaded query={query} what="the trail">
        {(list) => <TrailPage list={list} onPage={(next) => navigate(addressOf(filter, next))} />}
      </Loaded>
    </Panel>
  );
}

interface TrailPageProps {
  readonly list: AuditList;
  readonly onPage: (page: number) => void;
}

function TrailPage({ list: { meta, data }, onPage }: TrailPageProps): ReactNode {
  if (meta.total === 0) {
    return (
      <Nothing title="Nothing on record fits">
        <p>Rows appear within a second of what they tell of. Look at a longer time, or clear the filter.</p>
      </Nothing>
    );
  }
  return (
    <>
      <p className="fine" role="status">
        {count(meta.total)}
        {meta.total >= MOST_COUNTED && ' or more'} {meta.total === 1 ? 'row' : 'rows'}
      </p>
      <AuditRows rows={data} />
      <Pager meta={meta} onPage={onPage} />
    </>
  );
}
