import { Module } from '@nestjs/common';
import { Clock } from '../kernel';
import { RedisConnection } from '../storage';
import { MemoryWindows } from './memory-windows';
import { RedisWindows } from './redis-windows';
import { Windows } from './windows';

/** Counts of whatever is limited per window. */
@Module({
  providers: [
    Clock,
    { provide: MemoryWindows, inject: [Clock], useFactory: (clock: Clock) => new MemoryWindows(clock) },
    {
      provide: RedisWindows,
      inject: [RedisConnection],
      useFactory: (redis: RedisConnection) => new RedisWindows(redis),
    },
    Windows,
  ],
  exports: [Windows],
})
export class WindowsModule {}
