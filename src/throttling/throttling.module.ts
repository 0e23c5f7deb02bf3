import { Global, Module } from '@nestjs/common';
import { Clock } from '../kernel';
import { WindowsModule } from '../windows';
import { FloodWindows } from './flood-windows';
import { RateLimitStatusController } from './rate-limit-status.controller';
import { RateLimits } from './rate-limits';

/** Flood and rate limits. */
@Global()
@Module({
  imports: [WindowsModule],
  controllers: [RateLimitStatusController],
  providers: [
    Clock,
    { provide: FloodWindows, inject: [Clock], useFactory: (clock: Clock) => new FloodWindows(clock) },
    RateLimits,
  ],
  exports: [FloodWindows, RateLimits],
})
export class ThrottlingModule {}
