import { Global, Module } from '@nestjs/common';
import { Clock } from '../kernel';
import { RedisConnection } from '../storage';
import { WindowsModule } from '../windows';
import { FloodWindows } from './flood-windows';
import { Leases } from './leases';
import { RateLimits } from './rate-limits';

/** Flood and rate limits. */
@Global()
@Module({
  imports: [WindowsModule],
  providers: [
    Clock,
    { provide: FloodWindows, inject: [Clock], useFactory: (clock: Clock) => new FloodWindows(clock) },
    {
      provide: Leases,
      inject: [RedisConnection, Clock],
      useFactory: (redis: RedisConnection, clock: Clock) => new Leases(redis, clock),
    },
    RateLimits,
  ],
  exports: [FloodWindows, Leases, RateLimits],
})
export class ThrottlingModule {}
