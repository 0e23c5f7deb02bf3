import type { ReactNode } from 'react';

interface StatProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: ReactNode;
}

/** From here on a number is written smaller, to stay on one line. */
const LONG = 7;

/** One number that matters. Stands in a `<dl className="stats">`. */
export function Stat({ label, value, hint }: StatProps): ReactNode {
  return (
    <div className="stat">
      <dt>{label}</dt>
      <dd>
        <span className="stat-value" data-long={value.length > LONG}>
          {value}
        </span>
        {hint !== undefined && <span className="fine">{hint}</span>}
      </dd>
    </div>
  );
}
