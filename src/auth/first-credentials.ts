import { Injectable } from '@nestjs/common';
import { ConfigurationError, GatewayConfig } from '../config';
import { GatewayError } from '../kernel';
import { ApiKeyStore } from './keys/api-key.store';
import { ApiKeys } from './keys/api-keys';
import { apiKeyId } from './keys/api-key-format';
import { passwordFault } from './users/passwords';
import { USERNAME } from './users/user';
import { UserAdministration, type MadeUpLogin } from './users/user-administration';

/** What the first boot of a developer makes up, for the one time that it can be shown. */
export interface MadeUp {
  readonly key: string | undefined;
  readonly login: MadeUpLogin | undefined;
}

/** Sees to it that a new gateway can be used at all. */
@Injectable()
export class FirstCredentials {
  constructor(
    private readonly keys: ApiKeys,
    private readonly store: ApiKeyStore,
    private readonly users: UserAdministration,
    private readonly config: GatewayConfig,
  ) {}

  /**
   * Stores BOOTSTRAP_ADMIN_KEY and the user of BOOTSTRAP_ADMIN_USERNAME where they are set and not there yet.
   * @throws ConfigurationError when one of them cannot be what it should
   */
  async provide(): Promise<void> {
    await this.#storeAdminKey();
    await this.#storeAdminUser();
  }

  /**
   * In development makes a member's key for a gateway that has none, and an administrator's login where nobody can log
   * in. What is made up can be shown this once: nothing that can fail should stand between.
   */
  async makeUp(): Promise<MadeUp> {
    if (this.config.mode !== 'development') return { key: undefined, login: undefined };
    return { key: await this.#firstKey(), login: await this.users.addFirst() };
  }

  async #firstKey(): Promise<string | undefined> {
    if (!(await this.store.isEmpty())) return undefined;
    return (await this.keys.create({ name: 'first key', role: 'member' })).key;
  }

  async #storeAdminKey(): Promise<void> {
    const { bootstrapAdminKey } = this.config.secrets;
    if (bootstrapAdminKey === undefined) return;
    if (apiKeyId(bootstrapAdminKey) === undefined) {
      throw new ConfigurationError([
        'BOOTSTRAP_ADMIN_KEY should be a key that `npm run keys -- generate` prints',
      ]);
    }
    await this.keys.add(bootstrapAdminKey, { name: 'bootstrap admin', role: 'admin' });
  }

  async #storeAdminUser(): Promise<void> {
    const { bootstrapAdmin } = this.config.secrets;
    if (bootstrapAdmin === undefined) return;
    const { username, password } = bootstrapAdmin;
    const fault = passwordFault(password);
    const problems = [
      ...(USERNAME.test(username)
        ? []
        : ['BOOTSTRAP_ADMIN_USERNAME should be 1 to 64 letters, digits or any of ._@+-']),
      ...(fault === undefined ? [] : [`BOOTSTRAP_ADMIN_PASSWORD ${fault}`]),
    ];
    if (problems.length > 0) throw new ConfigurationError(problems);
    try {
      await this.users.add({ username, password, role: 'admin', mode: 'full' });
    } catch (error) {
      // From the second boot on, and on every replica but one.
      if (!(error instanceof GatewayError && error.code === 'already_exists')) throw error;
    }
  }
}
