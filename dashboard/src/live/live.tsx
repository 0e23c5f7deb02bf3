import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useSession } from '../session/session';
import { Feed, type FeedState } from './feed';

const FeedContext = createContext<Feed | undefined>(undefined);

/** Has the feed for everything below it, for as long as somebody is logged in. */
export function LiveFeed({ children }: { readonly children: ReactNode }): ReactNode {
  const { client, expired } = useSession();
  const [feed] = useState(() => new Feed((options) => client.live(options)));

  useEffect(() => {
    feed.allowed(!expired);
    return () => {
      feed.allowed(false);
    };
  }, [feed, expired]);

  useEffect(() => {
    const look = (): void => {
      feed.seen(document.visibilityState === 'visible');
    };
    // The next try may be half a minute away; the network is back now.
    const online = (): void => {
      if (feed.state().connection === 'reconnecting') feed.retry();
    };
    look();
    document.addEventListener('visibilitychange', look);
    addEventListener('online', online);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', online);
    };
  }, [feed]);

  return <FeedContext value={feed}>{children}</FeedContext>;
}

/** What the gateway does right now. The stream is open while a part of the page that is shown uses this. */
export function useLive(): FeedState & { readonly retry: () => void } {
  const feed = useContext(FeedContext);
  if (feed === undefined) throw new Error('There is no feed here');
  const state = useSyncExternalStore(feed.subscribe, feed.state);
  return {
    ...state,
    retry: () => {
      feed.retry();
    },
  };
}
