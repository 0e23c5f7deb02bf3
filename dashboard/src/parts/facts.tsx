import './facts.css';
import { Fragment, type ReactNode } from 'react';

/** What is known of one thing: each line has a title and what holds. */
export function Facts({ of }: { readonly of: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl className="facts">
      {of.map(([title, fact]) => (
        <Fragment key={title}>
          <dt>{title}</dt>
          <dd>{fact}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
