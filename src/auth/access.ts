import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Role } from '../kernel';

/** Who may use a route, and whether a use of it counts against the caller's rate limit (it does unless said). */
export type AccessPolicy = ({ readonly public: true } | { readonly atLeast: Role }) & {
  readonly quota?: 'free';
};

const ACCESS = 'sallyport:access';

/** Declares who may use a route. A route without it refuses everyone. */
export const Access = (policy: AccessPolicy): MethodDecorator => SetMetadata(ACCESS, policy);

/** The policy declared on a handler, undefined where nobody declared one. */
export function accessOf(handler: ReturnType<ExecutionContext['getHandler']>): AccessPolicy | undefined {
  return Reflect.getMetadata(ACCESS, handler) as AccessPolicy | undefined;
}

export function isPublic(policy: AccessPolicy | undefined): boolean {
  return policy !== undefined && 'public' in policy;
}
