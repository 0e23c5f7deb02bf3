import { Global, Module } from '@nestjs/common';
import { Clock } from '../kernel';
import { RedisConnection } from '../storage';
import { FloodWindows } from './flood-windows';
import { MemoryWindows } from './memory-windows';
import { RateLimitStatusController } from './rate-limit-status.controller';
import { RateLimits } from './rate-limits';
import { RedisWindows } from './redis-windows';

/** Flood and rate limits. */
@Global()
@Module({
  controllers: [RateLimitStatusController],
  providers: [
    Clock,
    { provide: FloodWindows, inject: [Clock], useFactory: (clock: Clock) => new FloodWindows(clock) },
    { provide: MemoryWindows, inject: [Clock], useFactory: (clock: Clock) => new MemoryWindows(clock) },
    {
      provide: RedisWindows,
      inject: [RedisConnection],
      useFactory: (redis: RedisConnection) => new RedisWindows(redis),
    },
    RateLimits,
  ],
  exports: [FloodWindows, RateLimits],
})
export class ThrottlingModule {}
