export { BodyGuard, Reads } from './body.guard';
export { claudeErrorOf } from './claude-error';
export { corsFor } from './cors';
export { departureOf } from './departure';
export { Drain } from './drain';
export { drained } from './drained';
export { declaredOn, requestOf, responseOf } from './execution';
export { HttpModule } from './http.module';
export { IdPipe } from './id.pipe';
export { ingress } from './ingress';
export { Instant, instantOf, isInstant } from './instant';
export {
  alsoGzipped,
  ASK_AGAIN,
  FIVE_MINUTES,
  FOR_EVER,
  keptFile,
  sendKept,
  versionOf,
  type KeptFile,
} from './kept-file';
export { LeanExpressAdapter } from './lean-express.adapter';
export { problemOf, sendJson } from './problem';
export { asGatewayError, ProblemFilter } from './problem.filter';
export {
  RequestContext,
  routeOf,
  UNKNOWN_ROUTE,
  type PresentedCredential,
  type RateLimitState,
} from './request-context';
export { RequestRecords, type RequestRecord } from './request-records';
export { QueryGuard, TakesQuery } from './query.guard';
export { Describe, schemaOf, type ObjectSchema, type PropertySchema } from './json-schema';
export { Decimals, Is, Nullable, Optional } from './rules';
export { StrictPipe } from './strict.pipe';
export { validated } from './validated';
export { whenDone } from './when-done';
export { whenOver } from './when-over';
