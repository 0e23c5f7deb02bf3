import { Injectable } from '@nestjs/common';
import { HealthReport } from '../health';
import { Clock } from '../kernel';
import { UpstreamCaller } from '../llm';
import { Fresh } from './fresh';
import type { BreakerView, Overview } from './overview';
import { TrafficWindow } from './traffic/traffic-window';

const TRAFFIC_MS = 400;
const HEALTH_MS = 5000;
const BREAKERS_SHOWN = 50;

const WORST_FIRST = ['open', 'half_open', 'closed'] as const;

/** How the gateway is: asked for once for all who watch. */
@Injectable()
export class GatewayState {
  readonly #traffic: Fresh<Overview['traffic']>;
  readonly #health: Fresh<Overview['health']>;

  constructor(
    window: TrafficWindow,
    report: HealthReport,
    private readonly caller: UpstreamCaller,
    clock: Clock,
  ) {
    this.#traffic = new Fresh(TRAFFIC_MS, clock, () => window.now());
    this.#health = new Fresh(HEALTH_MS, clock, async () => {
      const { status, checks } = await report.now();
      return { status, checks };
    });
  }

  /**
   * @param seesAll whether somebody sees what others do: the traffic, and which models they ask
   * @throws GatewayError `store_unavailable`
   */
  async of(seesAll: boolean): Promise<Pick<Overview, 'health' | 'traffic' | 'breaker' | 'breakers'>> {
    const [health, traffic] = await Promise.all([
      this.#health.get(),
      seesAll ? this.#traffic.get() : Promise.resolve(null),
    ]);
    const breakers = this.#breakers();
    return {
      health,
      traffic,
      breaker: breakers[0]?.state ?? 'closed',
      breakers: breakers.filter(({ state }) => seesAll || state !== 'closed').slice(0, BREAKERS_SHOWN),
    };
  }

  #breakers(): readonly BreakerView[] {
    const { id: upstream, circuits } = this.caller;
    const rank = ({ state }: BreakerView): number => WORST_FIRST.indexOf(state);
    return circuits
      .map(({ model, state }) => ({ upstream, model, state }))
      .sort((one, other) => rank(one) - rank(other) || (one.model < other.model ? -1 : 1));
  }
}
