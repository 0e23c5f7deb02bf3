import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { RequestRecord } from '../http';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** `POST /api/query`; a method or a path that nobody declared is not told. */
export function spanNameOf({ method, route }: RequestRecord): string {
  const name = METHODS.has(method) ? method : 'HTTP';
  return route === undefined ? name : `${name} ${route}`;
}

/** What series of requests are told apart by: few, whatever clients send. */
export function seriesOf({ method, route, status, failure }: RequestRecord): Attributes {
  return {
    [ATTR_HTTP_REQUEST_METHOD]: METHODS.has(method) ? method : '_OTHER',
    [ATTR_HTTP_ROUTE]: route,
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
    [ATTR_URL_SCHEME]: 'http',
    [ATTR_ERROR_TYPE]: failure?.code,
  };
}

/** Neither the path, in which ids stand, nor any query or header. */
export function attributesOf(record: RequestRecord): Attributes {
  const { clientAddress, failure, requestId, principal, outcome } = record;
  return {
    ...seriesOf(record),
    [ATTR_CLIENT_ADDRESS]: clientAddress,
    'sallyport.layer': failure?.layer,
    'sallyport.outcome': outcome,
    'sallyport.request_id': requestId,
    'sallyport.key_id': principal?.keyId ?? undefined,
  };
}
