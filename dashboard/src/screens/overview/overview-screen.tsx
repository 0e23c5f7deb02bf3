import type { Overview } from '@sallyport/client';
import type { ReactNode } from 'react';
import { ConnectionState } from '../../live/connection-state';
import { useLive } from '../../live/live';
import { ActionButton } from '../../parts/action-button';
import { ScreenHead } from '../../parts/panel';
import { Loading, Nothing, Problem } from '../../parts/states';
import { useSession } from '../../session/session';
import { seesAll } from '../../session/rights';
import { BudgetsPanel, LimitsPanel } from './allowance';
import { DailyCost } from './daily-cost';
import { HealthPanel } from './health-panel';
import { Tiles } from './tiles';
import { TrafficPanels } from './traffic-panels';
import './overview.css';

/** What the gateway does right now. */
export function OverviewScreen(): ReactNode {
  const { me } = useSession();
  const { connection, overview, error, retry } = useLive();
  return (
    <>
      <ScreenHead
        title="Overview"
        lead={
          seesAll(me)
            ? 'Everything that goes through the gateway, over all replicas.'
            : `What ${me.user} asked and spent. These are your own numbers; those of others are not shown to you.`
        }
        actions={<ConnectionState />}
      />
      {connection === 'refused' && (
        <Problem error={error} doing="get the numbers of the gateway" retry={retry} />
      )}
      {overview !== undefined && <Numbers overview={overview} />}
      {overview === undefined && connection === 'reconnecting' && (
        <Nothing title="The gateway cannot be reached">
          <p>It is tried again by itself, and as soon as you press the button.</p>
          <ActionButton onPress={retry}>Try again</ActionButton>
        </Nothing>
      )}
      {overview === undefined && (connection === 'connecting' || connection === 'paused') && (
        <Loading what="the numbers" />
      )}
    </>
  );
}

function Numbers({ overview }: { readonly overview: Overview }): ReactNode {
  const { traffic, today, limits, budgets } = overview;
  return (
    <>
      <Tiles overview={overview} />
      {traffic !== null && <TrafficPanels traffic={traffic} />}
      <div className="panels">
        <LimitsPanel limits={limits} />
        <BudgetsPanel budgets={budgets} />
        <HealthPanel overview={overview} />
      </div>
      <DailyCost today={today.cost_usd} />
    </>
  );
}
