import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { routeOf, type PresentedCredential } from '../../http';
import { GatewayError } from '../../kernel';
import { accessOf, isPublic } from '../access';
import { invalidCredential } from '../invalid-credential';
import { type Authenticator, AuthenticatorRegistry } from '../authenticators/authenticator';

/** Finds out who is asking. Public routes are anyone's; on all others no principal means no entry. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly authenticators: AuthenticatorRegistry) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (isPublic(accessOf(context.getHandler()))) return true;
    return this.#identify(context.switchToHttp().getRequest<Request>());
  }

  async #identify(request: Request): Promise<boolean> {
    const { context } = request;
    const credential = theOnlyOne(context.credentials);
    for (const authenticator of this.authenticators.all) {
      if (!isAskedOn(request, authenticator)) continue;
      const principal = await authenticator.authenticate(credential);
      if (principal === undefined) continue;
      context.principal = principal;
      return true;
    }
    throw invalidCredential();
  }
}

function isAskedOn(request: Request, { onlyOn }: Authenticator): boolean {
  return onlyOn === undefined || onlyOn === `${request.method} ${routeOf(request) ?? ''}`;
}

/** Official SDKs send one credential in either header, some the same one in both. Two different ones name nobody. */
function theOnlyOne(credentials: readonly PresentedCredential[]): PresentedCredential {
  const [first, ...others] = credentials;
  if (first === undefined) {
    throw new GatewayError(
      'credential_missing',
      'Send an API key as `x-api-key: sp_…` or `Authorization: Bearer sp_…`',
    );
  }
  if (others.some((other) => bare(other) !== bare(first))) {
    throw new GatewayError('credential_ambiguous', 'Two different credentials came; send one of them');
  }
  return first;
}

function bare({ value }: PresentedCredential): string {
  return value.replace(/^bearer +/i, '');
}
