import { Injectable } from '@nestjs/common';
import { ConfigurationError, GatewayConfig } from '../../config';
import { apiKeyId } from './api-key-format';
import { ApiKeyStore } from './api-key.store';
import { ApiKeys } from './api-keys';

/** Sees to it that a new gateway can be used at all. */
@Injectable()
export class FirstKey {
  constructor(
    private readonly keys: ApiKeys,
    private readonly store: ApiKeyStore,
    private readonly config: GatewayConfig,
  ) {}

  /**
   * Stores BOOTSTRAP_ADMIN_KEY where it is set; in development makes a member's key for a gateway that has none.
   * Returns the key that was made up, so that the first boot can show it, once.
   * @throws ConfigurationError when BOOTSTRAP_ADMIN_KEY is no key
   */
  async provide(): Promise<string | undefined> {
    const { bootstrapAdminKey } = this.config.secrets;
    if (bootstrapAdminKey !== undefined) {
      if (apiKeyId(bootstrapAdminKey) === undefined) {
        throw new ConfigurationError([
          'BOOTSTRAP_ADMIN_KEY should be a key that `npm run keys -- generate` prints',
        ]);
      }
      await this.keys.add(bootstrapAdminKey, { name: 'bootstrap admin', role: 'admin' });
    }
    if (this.config.mode !== 'development' || !(await this.store.isEmpty())) return undefined;
    const { key } = await this.keys.create({ name: 'first key', role: 'member' });
    return key;
  }
}
