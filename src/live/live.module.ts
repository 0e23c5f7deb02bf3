import { Module } from '@nestjs/common';
import { HealthModule } from '../health';
import { Clock } from '../kernel';
import { CallerState, DayState } from './caller-state';
import { Feeds } from './feeds';
import { GatewayState } from './gateway-state';
import { LiveController } from './live.controller';
import { Overviews } from './overviews';
import { TrafficCounts } from './traffic/traffic-counts';
import { TrafficRetention } from './traffic/traffic-retention';
import { TrafficWindow } from './traffic/traffic-window';
import { TrafficStore } from './traffic/traffic.store';

/** The live feed, and the traffic that it shows. */
@Module({
  imports: [HealthModule],
  controllers: [LiveController],
  providers: [
    Clock,
    TrafficStore,
    TrafficCounts,
    TrafficRetention,
    TrafficWindow,
    DayState,
    CallerState,
    GatewayState,
    Overviews,
    Feeds,
  ],
})
export class LiveModule {}
