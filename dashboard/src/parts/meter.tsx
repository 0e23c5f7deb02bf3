import type { ReactNode } from 'react';
import type { Tone } from './badge';

interface MeterProps {
  /** What is measured, as people call it. */
  readonly label: string;
  /** The same in words; it stands above the bar. */
  readonly words: ReactNode;
  readonly used: number;
  /** Held for what is under way; it comes on top. */
  readonly held?: number;
  readonly limit: number;
  readonly tone?: Tone;
}

const PERCENT = 100;

/** How much of a limit is used, in words and as a bar. */
export function Meter({ label, words, used, held = 0, limit, tone = 'neutral' }: MeterProps): ReactNode {
  // Of a limit of nothing all is used.
  const share = (amount: number): number => (limit > 0 ? Math.min(1, Math.max(0, amount / limit)) : 1);
  const width = (part: number): { readonly width: string } => ({ width: `${String(PERCENT * part)}%` });
  const usedShare = share(used);
  return (
    <div className="meter">
      <div className="meter-words">{words}</div>
      <div
        className="meter-track"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={PERCENT}
        aria-valuenow={Math.round(PERCENT * usedShare)}
      >
        <div className={`meter-used ${tone}`} style={width(usedShare)} />
        <div className="meter-held" style={width(share(used + held) - usedShare)} />
      </div>
    </div>
  );
}
