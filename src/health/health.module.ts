import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Clock } from '../kernel';
import { HealthController } from './health.controller';
import { HealthReport } from './health-report';
import { HelloController } from './hello.controller';
import { Probes } from './probes';

@Module({
  // Its own log would repeat every red probe; the transitions are logged where they happen.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, HelloController],
  providers: [Clock, Probes, HealthReport],
  exports: [HealthReport],
})
export class HealthModule {}
