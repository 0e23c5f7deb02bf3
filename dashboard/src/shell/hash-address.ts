import { useSyncExternalStore } from 'react';

/*
 * Addresses behind the `#`, with a query of their own: `#/audit?layer=budget`. Wouter's own hash hook puts the query before
 * the `#`, where it would go to the gateway on a reload, and be left behind on the next screen.
 */

interface NavigateOptions {
  readonly replace?: boolean;
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  addEventListener('popstate', changed);
  return () => {
    removeEventListener('hashchange', changed);
    removeEventListener('popstate', changed);
  };
}

const address = (): string => location.hash.replace(/^#?\/?/, '/');
const pathOf = (): string => address().split('?', 1)[0] ?? '/';
const queryOf = (): string => address().split('?').slice(1).join('?');

function navigate(to: string, { replace = false }: NavigateOptions = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', `#${to}`);
  dispatchEvent(new Event('hashchange'));
}

/** Where the page is, for wouter's router: the path behind the `#`. */
export function useHashPath(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, pathOf), navigate];
}
useHashPath.hrefs = (href: string): string => `#${href}`;

/** The query behind the `#`, for wouter's router. */
export function useHashQuery(): string {
  return useSyncExternalStore(subscribe, queryOf);
}
