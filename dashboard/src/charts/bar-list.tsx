import type { ReactNode } from 'react';
import './charts.css';

interface Bar {
  readonly key: string;
  readonly label: ReactNode;
  readonly value: number;
}

interface BarListProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
}

/** Amounts beside each other, each with its name and its number in words; the longest is the most. */
export function BarList({ label, bars, format }: BarListProps): ReactNode {
  const most = Math.max(...bars.map(({ value }) => value), 0);
  return (
    <ul className="bar-list" aria-label={label}>
      {bars.map(({ key, label: name, value }) => (
        <li key={key}>
          <div className="bar-list-words">
            <span>{name}</span>
            <strong>{format(value)}</strong>
          </div>
          <div className="bar-list-track" aria-hidden>
            <div
              className="bar-list-bar"
              style={{ width: most === 0 ? 0 : `${String((100 * value) / most)}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
