import type { Overview } from '@sallyport/client';
import { useMemo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { BarList } from '../../charts/bar-list';
import { ChartPanel } from '../../charts/chart-panel';
import type { Series } from '../../charts/series';
import { clock, count, duration, usd } from '../../parts/format';
import { Panel } from '../../parts/panel';
import { useSession } from '../../session/session';
import { refusalsByLayer, refusalsIn } from './layers';

type Traffic = NonNullable<Overview['traffic']>;

const LEAST_REQUESTS = 4;
const LEAST_MS = 10;
const LEAST_USD = 0.0001;

/** The last quarter of an hour, as charts. */
export function TrafficPanels({ traffic }: { readonly traffic: Traffic }): ReactNode {
  const { times, requests, latency, cost } = useMemo(() => seriesOf(traffic), [traffic]);
  const shared = { times, formatTime: clock, rowIs: 'From' };
  return (
    <div className="overview-charts">
      <ChartPanel
        title="Requests"
        {...shared}
        series={requests}
        isStacked
        format={count}
        atLeast={LEAST_REQUESTS}
        nothing="Nothing was asked in this time."
      />
      <Refusals traffic={traffic} />
      <ChartPanel
        title="Time to answer"
        {...shared}
        series={latency}
        format={duration}
        atLeast={LEAST_MS}
        nothing="Nothing was answered in this time."
      />
      <ChartPanel
        title="Cost"
        {...shared}
        series={cost}
        format={usd}
        atLeast={LEAST_USD}
        nothing="Nothing was spent in this time."
      />
    </div>
  );
}

function Refusals({ traffic }: { readonly traffic: Traffic }): ReactNode {
  const { may } = useSession();
  const layers = refusalsByLayer(traffic.totals.refused);
  return (
    <Panel title="Refused, by layer">
      {layers.length === 0 ? (
        <p className="quiet-note">Every request was let through.</p>
      ) : (
        <BarList
          label="Refused, by layer"
          format={count}
          bars={layers.map(({ layer, title, refuses, count: value }) => ({
            key: layer,
            value,
            label: (
              <>
                {may({ role: 'admin' }) ? <Link href={`/audit?layer=${layer}`}>{title}</Link> : title}{' '}
                <span className="fine">{refuses}</span>
              </>
            ),
          }))}
        />
      )}
    </Panel>
  );
}

/** The slots as times and what is drawn over them. */
function seriesOf({ slots }: Traffic): {
  readonly times: readonly number[];
  readonly requests: readonly Series[];
  readonly latency: readonly Series[];
  readonly cost: readonly Series[];
} {
  const refused = slots.map((slot) => refusalsIn(slot.refused));
  return {
    times: slots.map(({ at }) => Date.parse(at) / 1000),
    requests: [
      {
        label: 'Answered',
        colour: '--series-1',
        shape: 'bars',
        values: slots.map(({ requests, failed }, at) => requests - failed - (refused[at] ?? 0)),
      },
      { label: 'Refused', colour: '--series-2', shape: 'bars', values: refused },
      { label: 'Failed', colour: '--series-5', shape: 'bars', values: slots.map(({ failed }) => failed) },
    ],
    latency: [
      { label: 'Median', colour: '--series-1', shape: 'line', values: slots.map(({ p50_ms: ms }) => ms) },
      {
        label: '95th percentile',
        colour: '--series-4',
        shape: 'line',
        values: slots.map(({ p95_ms: ms }) => ms),
      },
    ],
    cost: [
      { label: 'Cost', colour: '--series-3', shape: 'bars', values: slots.map((slot) => slot.cost_usd) },
    ],
  };
}
