/**
 * The refresh token over a reload. It lies in the tab's storage only between one page and the next: a duplicate of a tab,
 * which copies the storage, must not have the same token, as its second use would end both sessions.
 */
const KEY = 'sallyport:refresh';

/** Takes what the page before has left, if there is anything. */
export function takeKept(storage: Storage = sessionStorage): string | undefined {
  const token = storage.getItem(KEY);
  storage.removeItem(KEY);
  return token ?? undefined;
}

/** Leaves the token for the next page, and takes it back where this one is shown again instead. */
export function keepOnLeave(current: () => string | undefined): () => void {
  const leave = (): void => {
    const token = current();
    if (token !== undefined) sessionStorage.setItem(KEY, token);
  };
  const comeBack = (): void => {
    sessionStorage.removeItem(KEY);
  };
  addEventListener('pagehide', leave);
  addEventListener('pageshow', comeBack);
  return () => {
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', comeBack);
  };
}
