import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Router } from 'wouter';
import { LiveFeed } from './live/live';
import { SessionGate } from './session/session';
import { useHashPath, useHashQuery } from './shell/hash-address';
import { Shell } from './shell/shell';
import { Loading } from './parts/states';

/** What is shown may be this old before it is asked for anew, in milliseconds. */
const FRESH_MS = 10_000;

function queryClient(): QueryClient {
  return new QueryClient({
    // The client of the gateway has tried again already, where that helps.
    defaultOptions: { queries: { staleTime: FRESH_MS, retry: false }, mutations: { retry: false } },
  });
}

/** The whole page: who is here, and then what they may see. */
export function App(): ReactNode {
  const [queries] = useState(queryClient);
  return (
    <QueryClientProvider client={queries}>
      <Router hook={useHashPath} searchHook={useHashQuery}>
        <SessionGate starting={<Loading what="Sallyport" />}>
          <LiveFeed>
            <Shell />
          </LiveFeed>
        </SessionGate>
      </Router>
    </QueryClientProvider>
  );
}
