import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { requestOf } from '../../http';
import { GatewayError, isInNetworks } from '../../kernel';

/** Lets a credential in only from the networks that it was made for. */
@Injectable()
export class AllowedIpsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { principal, clientAddress } = requestOf(context).context;
    if (principal?.allowedNetworks === undefined || isInNetworks(clientAddress, principal.allowedNetworks))
      return true;
    throw new GatewayError(
      'ip_denied',
      `Access denied from IP ${clientAddress}: this key works from other networks only`,
    );
  }
}
