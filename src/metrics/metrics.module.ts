import { Module } from '@nestjs/common';
import { Metrics, ReadMetrics } from './metrics';
import { MetricsController } from './metrics.controller';
import { StateMetrics } from './state-metrics';
import { StoreMetrics } from './store-metrics';

/** Numbers for Prometheus. */
@Module({
  controllers: [MetricsController],
  providers: [StoreMetrics, StateMetrics, ReadMetrics, Metrics],
})
export class MetricsModule {}
