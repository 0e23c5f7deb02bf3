import type { ReactNode } from 'react';
import type { BridgeBar } from './bridge';

interface WordedBar extends BridgeBar {
  readonly words: string;
}

interface DrawingProps {
  readonly bars: readonly WordedBar[];
  readonly range: { readonly low: number; readonly high: number };
  readonly width: number;
}

const TOP = 26;
const BOTTOM = 30;
/** Between columns, of the place of one. */
const GAP = 0.28;
const THINNEST = 2;

/** How far up the range an amount is, 0 to 1. */
function partOf(amount: number, { low, high }: DrawingProps['range']): number {
  return high === low ? 0 : (Math.max(low, amount) - low) / (high - low);
}

/** The waterfall from left to right. */
export function BridgeColumns({
  bars,
  range,
  width,
  height,
}: DrawingProps & { readonly height: number }): ReactNode {
  const ground = height - BOTTOM;
  const y = (amount: number): number => ground - (ground - TOP) * partOf(amount, range);
  const slot = width / bars.length;
  return (
    <>
      <line className="metric-axis" x1={0} x2={width} y1={ground} y2={ground} />
      {bars.map((bar, at) => {
        const x = at * slot + (slot * GAP) / 2;
        const top = y(Math.max(bar.from, bar.to));
        const bottom = bar.kind === 'level' ? ground : y(Math.min(bar.from, bar.to));
        const barWidth = slot * (1 - GAP);
        return (
          <g key={bar.name}>
            {at < bars.length - 1 && (
              <line className="metric-link" x1={x + barWidth} x2={x + slot} y1={y(bar.to)} y2={y(bar.to)} />
            )}
            <rect
              className={`bridge-${bar.kind}`}
              x={x}
              y={top}
              width={barWidth}
              height={Math.max(THINNEST, bottom - top)}
              rx={3}
            />
            <text className="metric-value" x={x + barWidth / 2} y={top - 7}>
              {bar.words}
            </text>
            <text className="metric-label" x={x + barWidth / 2} y={ground + 19}>
              {bar.name}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** The same from top to bottom, for where it is narrow. */
export function BridgeRows({
  bars,
  range,
  width,
  rowHeight,
}: DrawingProps & { readonly rowHeight: number }): ReactNode {
  const x = (amount: number): number => width * partOf(amount, range);
  return bars.map((bar, at) => {
    const left = bar.kind === 'level' ? 0 : x(Math.min(bar.from, bar.to));
    const right = x(Math.max(bar.from, bar.to));
    return (
      <g key={bar.name}>
        <text x={0} y={at * rowHeight + 15}>
          {bar.name}
        </text>
        <text className="metric-end" x={width} y={at * rowHeight + 15}>
          {bar.words}
        </text>
        <rect
          className={`bridge-${bar.kind}`}
          x={left}
          y={at * rowHeight + 22}
          width={Math.max(THINNEST, right - left)}
          height={14}
          rx={3}
        />
      </g>
    );
  });
}
