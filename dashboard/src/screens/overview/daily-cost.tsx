import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { ChartPanel } from '../../charts/chart-panel';
import { dayOfYear, usd } from '../../parts/format';
import { Panel } from '../../parts/panel';
import { Loaded } from '../../parts/states';
import { useSession } from '../../session/session';
import { dailyCosts, dateBefore, type DayCost } from './days';

const DAYS = 30;
const LEAST_USD = 0.001;
const MINUTE_MS = 60_000;

/** @param today what this day has cost so far, which the report does not know as soon */
export function DailyCost({ today }: { readonly today: number }): ReactNode {
  const { client } = useSession();
  const query = useQuery({
    queryKey: ['usage', 'days', DAYS],
    staleTime: MINUTE_MS,
    refetchInterval: 10 * MINUTE_MS,
    queryFn: async ({ signal }) => {
      const now = new Date();
      const parameters = { group_by: 'day', from: dateBefore(now, DAYS - 1), page_size: DAYS + 1 };
      return dailyCosts((await client.usage(parameters, { signal })).data, now, DAYS);
    },
  });
  if (query.data === undefined)
    return (
      <Panel title={TITLE}>
        <Loaded query={query} what="the days before">
          {() => null}
        </Loaded>
      </Panel>
    );
  return <DaysChart days={query.data} today={today} />;
}

const TITLE = `Cost of the last ${String(DAYS)} days`;

function DaysChart({
  days,
  today,
}: {
  readonly days: readonly DayCost[];
  readonly today: number;
}): ReactNode {
  const times = useMemo(() => days.map(({ seconds }) => seconds), [days]);
  const series = useMemo(() => {
    const values = [...days.slice(0, -1).map(({ cost }) => cost), today];
    return [{ label: 'US dollars a day (UTC)', colour: '--series-3', shape: 'bars', values } as const];
  }, [days, today]);
  return (
    <ChartPanel
      title={TITLE}
      rowIs="Day"
      times={times}
      series={series}
      format={usd}
      formatTime={dayOfYear}
      atLeast={LEAST_USD}
      nothing="Nothing was spent in these days."
    />
  );
}
