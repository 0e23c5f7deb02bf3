import { Fragment, type ReactNode } from 'react';

/** A sentence of the gateway: what stands between backticks in it is code. */
export function Worded({ children }: { readonly children: string }): ReactNode {
  const parts = children.split('`');
  // An odd one out is no pair.
  if (parts.length % 2 === 0) return children;
  return parts.map((part, at) =>
    // Parts of one sentence stay where they are.
    at % 2 === 1 ? <code key={at}>{part}</code> : <Fragment key={at}>{part}</Fragment>,
  );
}
