import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { GatewayError } from '../../kernel';
import { requestOf } from '../../http';
import { accessOf, isPublic, refusedFor, type AccessPolicy } from '../access';

/** Lets in the roles that `@Access` names, viewers only to read. A route that declares nothing lets nobody in. */
@Injectable()
export class RolesGuard implements CanActivate {
  /** @throws GatewayError `role_denied` or `mode_denied` */
  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const policy = accessOf(handler);
    if (isPublic(policy)) return true;
    const { principal } = requestOf(context).context;
    const refused = principal === undefined ? 'role' : refusedFor(handler, principal.role, principal.mode);
    if (refused === undefined) return true;
    if (refused === 'role') throw new GatewayError('role_denied', neededRole(policy));
    throw new GatewayError('mode_denied', 'The mode viewer only reads; this route needs the mode full');
  }
}

function neededRole(policy: AccessPolicy | undefined): string {
  return policy !== undefined && 'atLeast' in policy
    ? `This route needs the role ${policy.atLeast} or a wider one`
    : 'This route is open to no role';
}
