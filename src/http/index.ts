export { BodyGuard, Reads } from './body.guard';
export { ingress } from './ingress';
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
export { StrictPipe } from './strict.pipe';
