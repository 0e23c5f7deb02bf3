export { ConcurrencyGuard } from './concurrency.guard';
export { limitView, type LimitView } from './limit-view';
export { DrainGuard } from './drain.guard';
export { FloodGuard } from './flood.guard';
export { RateLimitGuard } from './rate-limit.guard';
export { RateLimits } from './rate-limits';
export { ThrottlingModule } from './throttling.module';
