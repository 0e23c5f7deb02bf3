import type { ReactNode } from 'react';
import { percent } from '../../parts/format';
import type { ChurnPeriod } from './readings';
import { labelEvery, linePath, ticksTo } from './scale';

/** The rates that are drawn. Lines differ by their marks and dashes, not only by their colours. */
export const CHURN_SERIES = [
  { key: 'logo_churn_rate', name: 'Customers lost', mark: 'circle' },
  { key: 'revenue_churn_rate', name: 'Revenue lost', mark: 'square' },
  { key: 'trailing_logo_churn_rate', name: 'Customers lost, three periods together', mark: 'none' },
] as const;

type ChurnSeries = (typeof CHURN_SERIES)[number];

interface ChurnDrawingProps {
  readonly periods: readonly ChurnPeriod[];
  readonly series: readonly ChurnSeries[];
  readonly width: number;
  readonly height: number;
}

const LEFT = 50;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 30;
/** Between the axis and the first point. */
const INSET = 24;
const LABEL_WIDTH = 76;

export function ChurnDrawing({ periods, series, width, height }: ChurnDrawingProps): ReactNode {
  const ticks = ticksTo(Math.max(...periods.flatMap((one) => series.map(({ key }) => one[key] ?? 0)), 0));
  const highest = Math.max(ticks.at(-1) ?? 0, Number.MIN_VALUE);
  const room = width - LEFT - RIGHT;
  const x = (at: number): number =>
    periods.length === 1 ? LEFT + room / 2 : LEFT + INSET + (at * (room - 2 * INSET)) / (periods.length - 1);
  const y = (rate: number): number => TOP + (height - TOP - BOTTOM) * (1 - rate / highest);
  const every = labelEvery(periods.length, Math.max(1, Math.floor(room / LABEL_WIDTH)));
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="metric-grid" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text className="metric-tick" x={LEFT - 8} y={y(tick) + 4}>
            {percent(tick)}
          </text>
        </g>
      ))}
      {periods.map(
        ({ period }, at) =>
          at % every === 0 && (
            <text key={period} className="metric-label" x={x(at)} y={height - BOTTOM + 20}>
              {period}
            </text>
          ),
      )}
      {series.map((one) => {
        const points = periods.map(({ period, [one.key]: rate }, at) => ({
          period,
          place: rate === null ? undefined : ([x(at), y(rate)] as const),
        }));
        return (
          <g key={one.key} className={`churn ${one.key}`}>
            <path d={linePath(points.map(({ place }) => place))} />
            {points.map(
              ({ period, place }) =>
                place && <ChurnMark key={period} series={one} x={place[0]} y={place[1]} />,
            )}
          </g>
        );
      })}
    </>
  );
}

interface MarkProps {
  readonly series: ChurnSeries;
  readonly x: number;
  readonly y: number;
}

export function ChurnMark({ series: { mark }, x, y }: MarkProps): ReactNode {
  if (mark === 'circle') return <circle cx={x} cy={y} r={4} />;
  return mark === 'square' && <rect x={x - 4} y={y - 4} width={8} height={8} />;
}
