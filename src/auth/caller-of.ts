import type { Request } from 'express';
import { GatewayError, type Principal } from '../kernel';

/** Who is asking, on a route that is not public. @throws GatewayError `credential_missing` */
export function callerOf({ context }: Request): Principal {
  if (context.principal !== undefined) return context.principal;
  throw new GatewayError('credential_missing', 'This route needs to know who is asking');
}
