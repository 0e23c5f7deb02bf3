import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { callerOf } from '../auth';
import { queryFor } from './allowed-types';
import { declaredOn, requestOf } from '../http';
import { AnalyticsQueryRegistry } from './analytics-query';

const ASKS_BY_TYPE = 'sallyport:asks-by-type';

/** Declares that the body of a route names the query that it asks as `query_type`. */
export const AsksByType = (): MethodDecorator => SetMetadata(ASKS_BY_TYPE, true);

/** Lets through the queries that are on the list, of those that the credential and its role may ask. */
@Injectable()
export class QueryTypeGuard implements CanActivate {
  constructor(private readonly registry: AnalyticsQueryRegistry) {}

  /** @throws GatewayError `invalid_query_type` or `query_type_denied` */
  canActivate(context: ExecutionContext): boolean {
    if (declaredOn(context.getHandler(), ASKS_BY_TYPE) !== true) return true;
    const request = requestOf(context);
    const { query_type: type } = request.body as { readonly query_type?: unknown };
    // What is no name at all is for the rules of the body.
    if (typeof type === 'string') queryFor(callerOf(request), type, this.registry);
    return true;
  }
}
