import type { ReactNode } from 'react';
import { Stat } from '../../parts/stat';
import { ChurnLines } from './churn-lines';
import { CohortMap } from './cohort-map';
import { Funnel } from './funnel';
import { headlinesOf } from './headlines';
import { MetricsTables } from './metrics-tables';
import { MrrBridge } from './mrr-bridge';
import { readChurn, readCohorts, readFunnel, readMrr, type Metrics } from './readings';
import './metrics.css';

interface MetricsViewProps {
  readonly type: string;
  readonly metrics: Metrics;
  /** The JSON Schema of the metrics, where it is known. */
  readonly schema?: unknown;
  readonly currency?: string | undefined;
}

/** What a query computed: its main numbers, its chart, and all numbers. Of a type that is not known here: all numbers. */
export function MetricsView({ type, metrics, schema, currency }: MetricsViewProps): ReactNode {
  const headlines = headlinesOf(type, metrics, currency);
  const chart = chartOf(type, metrics, currency);
  const all = <MetricsTables metrics={metrics} schema={schema} />;
  if (chart === undefined) return all;
  return (
    <div className="metric-view">
      {headlines.length > 0 && (
        <dl className="stats">
          {headlines.map((headline) => (
            <Stat key={headline.label} {...headline} />
          ))}
        </dl>
      )}
      {chart}
      <details className="metric-table">
        <summary>All computed numbers</summary>
        {all}
      </details>
    </div>
  );
}

/** Undefined: there is none for the type, or its metrics are not as this page knows them. */
function chartOf(type: string, metrics: Metrics, currency: string | undefined): ReactNode {
  switch (type) {
    case 'mrr_analysis': {
      const reading = readMrr(metrics);
      return reading && <MrrBridge reading={reading} currency={currency} />;
    }
    case 'churn_analysis': {
      const periods = readChurn(metrics);
      return periods && <ChurnLines periods={periods} />;
    }
    case 'conversion_analysis': {
      const reading = readFunnel(metrics);
      return reading && <Funnel reading={reading} />;
    }
    case 'cohort_analysis': {
      const reading = readCohorts(metrics);
      return reading && <CohortMap reading={reading} />;
    }
    default:
      return undefined;
  }
}
