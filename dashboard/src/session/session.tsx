import { useQueryClient } from '@tanstack/react-query';
import type { Identity, Sallyport } from '@sallyport/client';
import {
  createContext,
  lazy,
  Suspense,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { LoginPage } from './login-page';
import { PageSession } from './page-session';
import { may, type Needs } from './rights';

/** Who is here, and the client that asks for them. */
export interface Session {
  readonly client: Sallyport;
  readonly me: Identity;
  /** The token came to its end under somebody who was at work: the page stays, and asks for a login over it. */
  readonly expired: boolean;
  readonly may: (needs: Needs) => boolean;
  readonly logout: () => Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** The session of this page; only below the gate, where there is one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('There is no session here');
  return session;
}

/** Whether whoever is here may do something; nobody may before the login. */
export function useMay(needs: Needs): boolean {
  return useContext(SessionContext)?.may(needs) ?? false;
}

interface GateProps {
  readonly starting: ReactNode;
  readonly children: ReactNode;
}

const again = async () => ({ default: (await import('./login-again')).LoginAgain });
const LoginAgain = lazy(again);
/** By then the first screen is there, and a session does not end as soon. */
const AGAIN_AFTER_MS = 5000;

/** Shows the page to those who have logged in, and the login to all others. */
export function SessionGate({ starting, children }: GateProps): ReactNode {
  const queries = useQueryClient();
  const [page] = useState(() => new PageSession(queries));
  const state = useSyncExternalStore(page.subscribe, page.state);
  useEffect(() => page.begin(), [page]);
  useEffect(() => {
    // It is needed when the gateway may not be there to give it.
    const timer = setTimeout(() => {
      // Where it is away already, it is asked for again when it is wanted.
      again().catch(() => undefined);
    }, AGAIN_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);

  const me = state.at === 'in' || state.at === 'expired' ? state.me : undefined;
  const session = useMemo<Session | undefined>(
    () =>
      me && {
        client: page.client,
        me,
        expired: state.at === 'expired',
        may: (needs) => may(me, needs),
        logout: page.logout,
      },
    [me, page, state.at],
  );

  if (state.at === 'starting') return starting;
  if (session === undefined) return <LoginPage username={undefined} submit={page.login} />;
  return (
    // Another person gets a page of their own, and nothing that was typed before.
    <SessionContext value={session} key={`${session.me.user}:${session.me.role}:${session.me.mode}`}>
      {children}
      {session.expired && (
        <Suspense fallback={null}>
          <LoginAgain username={session.me.user} submit={page.login} />
        </Suspense>
      )}
    </SessionContext>
  );
}
