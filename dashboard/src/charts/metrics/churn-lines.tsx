import type { ReactNode } from 'react';
import { Rows } from '../../parts/rows';
import { ChartFigure } from './chart-figure';
import { CHURN_SERIES, ChurnDrawing, ChurnMark } from './churn-drawing';
import { share } from './figure-format';
import type { ChurnPeriod } from './readings';

const HEIGHT = 250;

/** Churn of customers and of revenue, period by period. */
export function ChurnLines({ periods }: { readonly periods: readonly ChurnPeriod[] }): ReactNode {
  const series = CHURN_SERIES.filter(({ key }) => periods.some((period) => period[key] !== null));
  const last = periods.at(-1);
  const rates = series.map(({ key, name }) => `${name.toLowerCase()} ${share(last?.[key] ?? null)}`);
  return (
    <ChartFigure
      title="Churn by period"
      summary={`Periods to ${last?.period ?? ''}: ${String(periods.length)}. In the last one ${rates.join(', ')}.`}
      draw={(width) => ({
        height: HEIGHT,
        drawing: <ChurnDrawing periods={periods} series={series} width={width} height={HEIGHT} />,
      })}
      legend={
        <ul className="metric-legend">
          {series.map((one) => (
            <li key={one.key}>
              <svg viewBox="0 0 28 12" aria-hidden className={`churn ${one.key}`}>
                <path d="M0 6H28" />
                <ChurnMark series={one} x={14} y={6} />
              </svg>
              {one.name}
            </li>
          ))}
        </ul>
      }
      table={
        <Rows
          caption="Churn, period by period"
          rows={periods}
          rowKey={({ period }) => period}
          columns={[
            { title: 'Period', cell: ({ period }) => period },
            ...series.map(({ key, name }) => ({
              title: name,
              numeric: true,
              cell: (period: ChurnPeriod) => share(period[key]),
            })),
          ]}
        />
      }
    />
  );
}
