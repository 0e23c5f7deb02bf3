import { RequestMethod, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants';
import { declaredOn } from '../http';
import { atLeast, type Mode, type RateLimitPolicy, type Role } from '../kernel';

/** Who may use a route, and which limit a use of it counts against: the caller's own unless said. */
export type AccessPolicy = (
  | { readonly public: true }
  | {
      readonly atLeast: Role;
      /** Whether a viewer may use it; unless said, where it is a GET. */
      readonly viewer?: boolean;
    }
) & {
  /** Counts against none, or against one of the route's for each caller. */
  readonly quota?: 'free' | RateLimitPolicy;
};

type Handler = ReturnType<ExecutionContext['getHandler']>;

const ACCESS = 'sallyport:access';

/** Declares who may use a route. A route without it refuses everyone. */
export const Access = (policy: AccessPolicy): MethodDecorator => SetMetadata(ACCESS, policy);

/** The policy declared on a handler, undefined where nobody declared one. */
export function accessOf(handler: Handler): AccessPolicy | undefined {
  return declaredOn(handler, ACCESS) as AccessPolicy | undefined;
}

export function isPublic(policy: AccessPolicy | undefined): boolean {
  return policy !== undefined && 'public' in policy;
}

/** Why somebody may not use a route: the role, the mode, or undefined where they may. */
export function refusedFor(handler: Handler, role: Role, mode: Mode): 'role' | 'mode' | undefined {
  const policy = accessOf(handler);
  if (policy === undefined) return 'role';
  if ('public' in policy) return undefined;
  if (!atLeast(role, policy.atLeast)) return 'role';
  return mode === 'viewer' && !isForViewers(handler, policy) ? 'mode' : undefined;
}

/** GET reads (RFC 9110 section 9.2.1); what differs from that has to be declared. */
function isForViewers(handler: Handler, policy: AccessPolicy): boolean {
  if ('viewer' in policy) return policy.viewer ?? false;
  return declaredOn(handler, METHOD_METADATA) === RequestMethod.GET;
}
