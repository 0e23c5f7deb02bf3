import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { routeOf, type PresentedCredential } from '../http';
import { GatewayError, type Principal } from '../kernel';
import { type Authenticator, AuthenticatorRegistry } from './authenticators/authenticator';
import { invalidCredential } from './invalid-credential';

/** Finds out who is asking. */
@Injectable()
export class Identification {
  constructor(private readonly authenticators: AuthenticatorRegistry) {}

  /**
   * Whose the credential of a request is now: it may be asked again while a request goes on.
   * @throws GatewayError of status 400, 401, or `store_unavailable` when nobody can tell
   */
  principalOf(request: Request): Principal | Promise<Principal> {
    const credential = theOnlyOne(request.context.credentials);
    return this.#recall(request, credential) ?? this.#ask(request, credential);
  }

  #recall(request: Request, credential: PresentedCredential): Principal | undefined {
    for (const authenticator of this.authenticators.all) {
      if (!isAskedOn(request, authenticator)) continue;
      const principal = authenticator.recall?.(credential);
      // Whoever remembers nothing has to be asked before those behind it.
      if (principal !== undefined || authenticator.recall === undefined) return principal;
    }
    return undefined;
  }

  async #ask(request: Request, credential: PresentedCredential): Promise<Principal> {
    for (const authenticator of this.authenticators.all) {
      if (!isAskedOn(request, authenticator)) continue;
      const principal = await authenticator.authenticate(credential);
      if (principal !== undefined) return principal;
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
