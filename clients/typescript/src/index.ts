export { Sallyport, type QueryMethod } from './sallyport.js';
export type { Admin, Audit, Keys, Users } from './admin.js';
export type * from './analytics.js';
export type { AnswerStream } from './answer-stream.js';
export type { Chains } from './chains.js';
export { AbortedError, ConnectionError, SallyportError, TimeoutError, type ErrorFacts } from './errors.js';
export type { LiveOptions } from './live.js';
export type { AskOptions, CallOptions, RetryDelay, SallyportOptions } from './options.js';
export type {
  BreakerState,
  BudgetReport,
  BudgetReportList,
  Overview,
  Traffic,
  TrafficSlot,
} from './overview.js';
export * from './refusals.js';
export type * from './types.js';
