import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Posture } from './posture';

/** Tells of what is not ready when a gateway of production starts; elsewhere nothing is meant to be. */
@Injectable()
export class PostureAtBoot implements OnApplicationBootstrap {
  readonly #log = new Logger('Posture');

  constructor(
    private readonly posture: Posture,
    private readonly config: GatewayConfig,
  ) {}

  /** Does not hold up the boot. */
  onApplicationBootstrap(): void {
    if (this.config.mode === 'production') void this.#tell();
  }

  async #tell(): Promise<void> {
    const { checks } = await this.posture.report({ quick: true });
    for (const { id, status, why, fix } of checks) {
      if (status === 'failure') this.#log.error({ check: id, fix }, why);
      else if (status === 'warning') this.#log.warn({ check: id, fix }, why);
    }
  }
}
