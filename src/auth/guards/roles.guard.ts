import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { atLeast, GatewayError } from '../../kernel';
import { accessOf } from '../access';

/** Lets in the roles that `@Access` names. A route that declares nothing lets nobody in. */
@Injectable()
export class RolesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const policy = accessOf(context.getHandler());
    if (policy === undefined) throw new GatewayError('role_denied', 'This route is open to no role');
    if ('public' in policy) return true;
    const { principal } = context.switchToHttp().getRequest<Request>().context;
    if (principal !== undefined && atLeast(principal.role, policy.atLeast)) return true;
    throw new GatewayError('role_denied', `This route needs the role ${policy.atLeast} or a wider one`);
  }
}
