import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import { requestOf } from '../../http';
import { GatewayError, isInNetworks, type Network } from '../../kernel';

/** Lets in only the networks of TRUSTED_IPS, where there are any; before anyone is identified. */
@Injectable()
export class IpGuard implements CanActivate {
  readonly #networks: readonly Network[];

  constructor(config: GatewayConfig) {
    this.#networks = config.http.trustedNetworks;
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.#networks.length === 0) return true;
    const { clientAddress } = requestOf(context).context;
    if (isInNetworks(clientAddress, this.#networks)) return true;
    throw new GatewayError(
      'ip_denied',
      `Access denied from IP ${clientAddress}: it is not in this gateway's networks`,
    );
  }
}
