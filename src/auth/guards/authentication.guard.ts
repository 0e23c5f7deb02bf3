import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { accessOf, isPublic } from '../access';
import { requestOf } from '../../http';
import type { Principal } from '../../kernel';
import { Identification } from '../identification';

/** Finds out who is asking. Public routes are anyone's; on all others no principal means no entry. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly identification: Identification) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (isPublic(accessOf(context.getHandler()))) return true;
    const request = requestOf(context);
    return this.#identify(request, this.identification.principalOf(request));
  }

  #identify({ context }: Request, identified: Principal | Promise<Principal>): boolean | Promise<boolean> {
    if (identified instanceof Promise)
      return identified.then((principal) => {
        context.principal = principal;
        return true;
      });
    context.principal = identified;
    return true;
  }
}
