import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { accessOf, isPublic } from '../access';
import { Identification } from '../identification';

/** Finds out who is asking. Public routes are anyone's; on all others no principal means no entry. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly identification: Identification) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (isPublic(accessOf(context.getHandler()))) return true;
    return this.#identify(context.switchToHttp().getRequest<Request>());
  }

  async #identify(request: Request): Promise<boolean> {
    request.context.principal = await this.identification.principalOf(request);
    return true;
  }
}
