import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { callerOf } from '../../auth';
import { betaOf } from '../native/forwarded-headers';
import { declaredOn, requestOf } from '../../http';
import { inspectCount, inspectMessage, requireBetas, type Inspected } from './firewall';

/** What of a request to Claude's own API is looked into: its betas, and its body as one of these. */
type Inspection = 'message' | 'count' | 'betas';

const INSPECTS = 'sallyport:inspects';

/** Declares that a route is of Claude's own API, and what its body is. */
export const Inspects = (what: Inspection): MethodDecorator => SetMetadata(INSPECTS, what);

declare module 'http' {
  interface IncomingMessage {
    /** Set by the capability guard, for a body that it let through. */
    inspected?: Inspected;
  }
}

/** Lets through what the credential was granted of Claude's own API, and no field that nobody knows. */
@Injectable()
export class CapabilityGuard implements CanActivate {
  /** @throws GatewayError `validation_failed` or `capability_denied` */
  canActivate(context: ExecutionContext): boolean {
    const what = declaredOn(context.getHandler(), INSPECTS) as Inspection | undefined;
    if (what === undefined) return true;
    const request = requestOf(context);
    const { capabilities } = callerOf(request);
    requireBetas(betaOf(request.headers), capabilities);
    if (what === 'betas') return true;
    const inspect = what === 'message' ? inspectMessage : inspectCount;
    request.inspected = inspect(request.body as Readonly<Record<string, unknown>>, capabilities);
    return true;
  }
}
