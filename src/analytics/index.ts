export { AnalyticsModule } from './analytics.module';
export { AnalyticsQueryRegistry, type AnalyticsQuery } from './analytics-query';
export { QueryTypeGuard } from './query-type.guard';

// What a query is written with.
export { Describe, Nullable, Optional } from '../http';
export { invalidField, microUsd } from '../kernel';
export {
  NotComputed,
  NotComputedList,
  NoFigure,
  NumberOrNull,
  rate,
  rounded,
  told,
} from './computations/figures';
export { Share, ShareOrNull } from './computations/share-rules';
export { Explanation } from './explanation';
export {
  Count,
  ListOf,
  Money,
  Month,
  PartOf,
  Slug,
  TimePeriodRule,
  type TimePeriod,
} from './parameter-rules';
