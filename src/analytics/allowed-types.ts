import { GatewayError, type Principal } from '../kernel';
import type { AnalyticsQuery, AnalyticsQueryRegistry } from './analytics-query';

/** The queries that a credential is not kept from: all, unless it is limited to some. */
export function grantedTo(
  { queryTypes }: Principal,
  registry: AnalyticsQueryRegistry,
): readonly AnalyticsQuery[] {
  return registry.all.filter(({ id }) => queryTypes?.includes(id) ?? true);
}

/**
 * The query of a type, for somebody who may ask it.
 * @throws GatewayError `invalid_query_type` where there is none, `query_type_denied` where one may not ask it; both name
 * those that one may
 */
export function queryFor(
  principal: Principal,
  type: string,
  registry: AnalyticsQueryRegistry,
): AnalyticsQuery {
  const allowed = grantedTo(principal, registry).filter(({ roles }) => roles.includes(principal.role));
  const found = allowed.find(({ id }) => id === type);
  if (found !== undefined) return found;
  const ids = allowed.map(({ id }) => id);
  const told = ids.length === 0 ? 'you may ask none' : `those that you may ask: ${ids.join(', ')}`;
  const extras = { fields: ['query_type'], allowed_types: ids };
  if (registry.get(type) === undefined)
    throw new GatewayError('invalid_query_type', `There is no such query type; ${told}`, { extras });
  throw new GatewayError('query_type_denied', `This credential may not ask ${type}; ${told}`, { extras });
}
