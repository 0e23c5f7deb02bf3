import { useQueryClient } from '@tanstack/react-query';
import { Sallyport, type Identity } from '@sallyport/client';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { keepOnLeave, takeKept } from './kept-token';
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

export interface Login {
  readonly username: string;
  readonly password: string;
}

type State =
  | { readonly at: 'starting' }
  | { readonly at: 'out' }
  | { readonly at: 'in' | 'expired'; readonly me: Identity };

const SessionContext = createContext<Session | undefined>(undefined);

/** The session of this page; only below the gate, where there is one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('There is no session here');
  return session;
}

interface GateProps {
  readonly starting: ReactNode;
  /** Asks for a login; `expired`: over the page of somebody who was at work. */
  readonly login: (props: {
    readonly expired: boolean;
    readonly username: string | undefined;
    readonly submit: (login: Login) => Promise<void>;
  }) => ReactNode;
  readonly children: ReactNode;
}

/** Shows the page to those who have logged in, and the login to all others. */
export function SessionGate({ starting, login, children }: GateProps): ReactNode {
  const queries = useQueryClient();
  const [state, setState] = useState<State>({ at: 'starting' });
  const [held] = useState(() => ({ refreshToken: undefined as string | undefined, leaving: false }));
  const client = useMemo(
    () =>
      new Sallyport({
        baseURL: location.origin,
        onTokens: (tokens) => {
          held.refreshToken = tokens?.refresh_token;
          if (tokens !== undefined || held.leaving) return;
          setState((was) => (was.at === 'in' ? { ...was, at: 'expired' } : was));
        },
      }),
    [held],
  );

  useEffect(() => keepOnLeave(() => held.refreshToken), [held]);
  useEffect(() => {
    const kept = takeKept();
    if (kept === undefined) {
      setState({ at: 'out' });
      return;
    }
    client
      .resume(kept)
      .then(() => client.whoAmI())
      .then(
        (me) => {
          setState({ at: 'in', me });
        },
        () => {
          setState({ at: 'out' });
        },
      );
  }, [client]);

  const before = state.at === 'expired' ? state.me : undefined;
  const submit = async (credentials: Login): Promise<void> => {
    await client.login(credentials);
    const me = await client.whoAmI();
    // What somebody else saw is none of theirs.
    if (before !== undefined && before.user === me.user && before.role === me.role) {
      await queries.invalidateQueries();
    } else queries.clear();
    setState({ at: 'in', me });
  };

  const me = state.at === 'in' || state.at === 'expired' ? state.me : undefined;
  const session = useMemo<Session | undefined>(
    () =>
      me && {
        client,
        me,
        expired: state.at === 'expired',
        may: (needs) => may(me, needs),
        logout: async () => {
          held.leaving = true;
          try {
            await client.logout();
          } finally {
            held.leaving = false;
            held.refreshToken = undefined;
            queries.clear();
            setState({ at: 'out' });
          }
        },
      },
    [client, held, me, queries, state.at],
  );

  if (state.at === 'starting') return starting;
  if (session === undefined) return login({ expired: false, username: undefined, submit });
  return (
    // Another person gets a page of their own, and nothing that was typed before.
    <SessionContext value={session} key={`${session.me.user}:${session.me.role}:${session.me.mode}`}>
      {children}
      {session.expired && login({ expired: true, username: session.me.user, submit })}
    </SessionContext>
  );
}
