import { type DynamicModule, Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency';
import { Clock } from '../kernel';
import { AnalyticsController } from './analytics.controller';
import { AnalyticsQueryRegistry, type AnalyticsQuery } from './analytics-query';
import { AnalyticsRuns } from './analytics-runs';
import { AnalyticsService } from './analytics.service';
import { Explainer } from './explainer';
import { KeepTimes } from './keep-times';
import { QueryTypes } from './query-types';

/** Questions that may be asked. They come from extensions.ts. */
@Module({})
export class AnalyticsModule {
  static register(queries: readonly AnalyticsQuery[]): DynamicModule {
    return {
      module: AnalyticsModule,
      global: true,
      imports: [IdempotencyModule],
      controllers: [AnalyticsController],
      providers: [
        { provide: AnalyticsQueryRegistry, useFactory: () => new AnalyticsQueryRegistry(queries) },
        Clock,
        KeepTimes,
        QueryTypes,
        Explainer,
        AnalyticsRuns,
        AnalyticsService,
      ],
      exports: [AnalyticsQueryRegistry],
    };
  }
}
