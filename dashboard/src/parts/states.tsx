import type { UseQueryResult } from '@tanstack/react-query';
import { SallyportError } from '@sallyport/client';
import { CircleAlert, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Needs } from '../session/rights';
import { useMay } from '../session/session';
import { ActionButton } from './action-button';
import { Worded } from './worded';

/** Something is on its way. */
export function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <div className="state loading" role="status">
      <span className="spinner" aria-hidden /> Loading {what} …
    </div>
  );
}

/** There is nothing yet, and what would change that. */
export function Nothing({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="state nothing">
      <p className="state-title">{title}</p>
      {children}
    </div>
  );
}

/** This is not for whoever is here. */
export function NoPermission({ needs }: { readonly needs: Needs }): ReactNode {
  return (
    <div className="state" role="status">
      <Lock aria-hidden />
      <p className="state-title">This screen is not yours to see</p>
      <p>
        It needs the role {needs.role} or a wider one
        {needs.writes === true && ', and a mode that is not viewer'}. An administrator can change yours under
        Users.
      </p>
    </div>
  );
}

interface ProblemProps {
  readonly error: unknown;
  /** What did not work, after "could not". */
  readonly doing: string;
  readonly retry?: () => void;
}

/** Why something did not work, in the gateway's own sentence, with what support needs to find it. */
export function Problem({ error, doing, retry }: ProblemProps): ReactNode {
  const refusal = error instanceof SallyportError ? error : undefined;
  return (
    <div className="state problem" role="alert">
      <CircleAlert aria-hidden />
      <p className="state-title">Could not {doing}</p>
      <p>
        <Worded>{refusal?.message ?? 'Something in this page failed; reload it.'}</Worded>
      </p>
      {refusal?.requestId !== undefined && (
        <p className="fine">
          {refusal.code} · request <RequestId id={refusal.requestId} />
        </p>
      )}
      {retry !== undefined && <ActionButton onPress={retry}>Try again</ActionButton>}
    </div>
  );
}

/** Administrators go from it to what the trail has on it. */
function RequestId({ id }: { readonly id: string }): ReactNode {
  const shown = <code>{id}</code>;
  return useMay({ role: 'admin' }) ? (
    <Link href={`/audit?request_id=${encodeURIComponent(id)}`}>{shown}</Link>
  ) : (
    shown
  );
}

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  /** What is loaded, as people call it. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** What a query has brought, or why it is not there. What is there stays while it is asked for anew. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>): ReactNode {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && (
          <Problem error={query.error} doing={`refresh ${what}`} retry={() => void query.refetch()} />
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.isError)
    return <Problem error={query.error} doing={`load ${what}`} retry={() => void query.refetch()} />;
  return <Loading what={what} />;
}
