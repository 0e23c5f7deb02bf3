import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel';
import { BOOTSTRAP, CLI, recordAct, type Actor } from '../acts';
import { keySettings, type ApiKey, type KeySettings, type StoredSecrets } from './api-key';
import { apiKeyId } from './api-key-format';
import { ApiKeyStore } from './api-key.store';
import { keyAct } from './key-acts';
import { KeySecrets } from './key-secrets';

/** What a new key may do; what is left out is unbounded. */
export type ApiKeyRequest = KeyRights & { readonly requireSignature?: boolean };

type KeyRights = Pick<KeySettings, 'name' | 'role'> & Partial<KeySettings>;

/** A key with what is shown this once. */
export interface CreatedKey {
  readonly key: string;
  readonly signingSecret: string | undefined;
  readonly apiKey: ApiKey;
}

/** Keys as their operator makes, lists and ends them; what a caller over HTTP may do is for KeyAdministration. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly secrets: KeySecrets,
    private readonly clock: Clock,
  ) {}

  /** Makes a key and returns it for the only time. */
  async create(
    { requireSignature = false, ...settings }: ApiKeyRequest,
    by: Actor = CLI,
  ): Promise<CreatedKey> {
    const { id, key, signingSecret, stored } = this.secrets.make({ signed: requireSignature });
    const apiKey = this.#fresh(id, settings, stored);
    await this.#add(apiKey, by);
    return { key, signingSecret, apiKey };
  }

  /**
   * Stores a key that was made elsewhere, as BOOTSTRAP_ADMIN_KEY is.
   * @throws RangeError when it has not the form of a key
   */
  async add(key: string, settings: KeyRights, by: Actor = BOOTSTRAP): Promise<ApiKey> {
    const id = apiKeyId(key);
    if (id === undefined)
      throw new RangeError('The key is not of the form that `npm run keys -- generate` prints');
    const stored = { hash: this.secrets.hash(key), signingSecret: undefined };
    const apiKey = this.#fresh(id, settings, stored);
    await this.#add(apiKey, by);
    return apiKey;
  }

  list(): Promise<readonly ApiKey[]> {
    return this.store.list();
  }

  /** The origins of all keys that are in use, without `*`. */
  origins(): Promise<readonly string[]> {
    return this.store.origins(this.clock.now());
  }

  /** Whether a key of that id was in use until now. */
  async revoke(id: string, by: Actor = CLI): Promise<boolean> {
    const now = this.clock.now();
    const revoked = await this.store.change(
      id,
      (key) => (key.revokedAt === undefined ? { ...key, revokedAt: now } : key),
      async (before, after, db) => {
        if (before.revokedAt === undefined)
          await recordAct(db, by, keyAct('key.revoked', before, after), now);
      },
    );
    return revoked !== undefined && revoked.before.revokedAt === undefined;
  }

  #add(apiKey: ApiKey, by: Actor): Promise<void> {
    const act = keyAct('key.created', undefined, apiKey);
    return this.store.add(apiKey, (db) => recordAct(db, by, act, apiKey.createdAt));
  }

  #fresh(id: string, settings: KeyRights, stored: StoredSecrets): ApiKey {
    return {
      ...keySettings(settings),
      ...stored,
      id,
      previous: undefined,
      tokensValidFrom: 0,
      createdAt: this.clock.now(),
      revokedAt: undefined,
    };
  }
}
