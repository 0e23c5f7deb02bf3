import type { Overview } from '@sallyport/client';
import type { ReactNode } from 'react';
import { compact, count, duration, percent, usd } from '../../parts/format';
import { Stat } from '../../parts/stat';
import { refusalsIn } from './layers';

/** The numbers that matter most. No part of them speaks by itself: they change every second. */
export function Tiles({ overview }: { readonly overview: Overview }): ReactNode {
  const { traffic, today, limits } = overview;
  return (
    <dl className="stats">
      {traffic === null ? (
        <Stat label="Model calls today" value={count(today.requests)} hint="since midnight UTC" />
      ) : (
        <TrafficTiles traffic={traffic} />
      )}
      <Stat
        label="Tokens today"
        value={compact(today.input_tokens + today.output_tokens)}
        hint={`${compact(today.input_tokens)} in, ${compact(today.output_tokens)} out`}
      />
      <Stat
        label="Cost today"
        value={usd(today.cost_usd)}
        hint={today.reserved_usd > 0 ? `${usd(today.reserved_usd)} held` : 'nothing held'}
      />
      {traffic === null && (
        <Stat
          label="Requests left"
          value={count(limits.requests_remaining)}
          hint={`of ${count(limits.max_requests)} in this window`}
        />
      )}
    </dl>
  );
}

function TrafficTiles({ traffic }: { readonly traffic: NonNullable<Overview['traffic']> }): ReactNode {
  const { slots, slot_seconds: seconds, totals } = traffic;
  const minutes = `last ${count((slots.length * seconds) / 60)} minutes`;
  const refused = refusalsIn(totals.refused);
  const share = totals.requests === 0 ? 0 : refused / totals.requests;
  return (
    <>
      <Stat label="Requests" value={count(totals.requests)} hint={minutes} />
      <Stat
        label="Refused"
        value={count(refused)}
        hint={`${percent(share)}, ${totals.failed > 0 ? `${count(totals.failed)} failed` : 'none failed'}`}
      />
      <Stat label="Median time" value={duration(totals.p50_ms)} hint={minutes} />
      <Stat label="95th percentile" value={duration(totals.p95_ms)} hint={minutes} />
    </>
  );
}
