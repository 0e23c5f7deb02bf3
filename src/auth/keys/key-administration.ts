import { Injectable } from '@nestjs/common';
import { GatewayError, type Principal } from '../../kernel';
import { actorOf, recordAct, type Actor } from '../acts';
import { requireWithin } from '../grants';
import type { Page, Paging } from '../paging';
import { keySettings, rightsOfKey, type ApiKey, type KeySettings } from './api-key';
import { ApiKeyStore } from './api-key.store';
import { ApiKeys, type ApiKeyRequest, type CreatedKey } from './api-keys';
import { keyAct } from './key-acts';
import { KeyLife } from './key-life';
import { KeySecrets, type NewSecrets } from './key-secrets';

/** What a change of a key says; what it leaves out stays. */
export type KeyChange = Partial<KeySettings> & { readonly requireSignature?: boolean };

/** A key after a change, with the secrets that the change made. */
export interface ChangedKey {
  readonly apiKey: ApiKey;
  readonly key?: string;
  readonly signingSecret: string | undefined;
}

/**
 * Keys as an administrator makes, changes and ends them. Nobody grants more than they have, and the last key of an
 * administrator stays while nobody who logs in is one. Each call raises `not_found` where there is no such key, and
 * each change is put on record with the request that asked for it.
 */
@Injectable()
export class KeyAdministration {
  constructor(
    private readonly keys: ApiKeys,
    private readonly store: ApiKeyStore,
    private readonly secrets: KeySecrets,
    private readonly life: KeyLife,
  ) {}

  create(grantor: Principal, request: ApiKeyRequest, requestId: string | null = null): Promise<CreatedKey> {
    requireWithin(grantor, rightsOfKey(keySettings(request)));
    this.life.requireAhead(request.expiresAt);
    return this.keys.create(request, actorOf(grantor, requestId));
  }

  page(paging: Paging<'created_at' | 'name'>): Promise<Page<ApiKey>> {
    return this.store.page(paging);
  }

  async one(id: string): Promise<ApiKey> {
    return found(await this.store.find(id));
  }

  /** A key that is to sign from now on gets its signing secret with the answer, and no unsigned grace. */
  async change(
    grantor: Principal,
    id: string,
    change: KeyChange,
    requestId: string | null = null,
  ): Promise<ChangedKey> {
    const { requireSignature, ...settings } = change;
    this.life.requireAhead(settings.expiresAt);
    let signingSecret: string | undefined;
    const by = actorOf(grantor, requestId);
    const apiKey = await this.#change(by, 'key.changed', id, (key) => {
      const changed = { ...key, ...settings };
      requireWithin(grantor, rightsOfKey(changed));
      const signs = key.signingSecret !== undefined;
      if (requireSignature === undefined || requireSignature === signs) return changed;
      if (!requireSignature) return { ...changed, signingSecret: undefined, previous: undefined };
      const made = this.secrets.makeSigningSecret(id);
      signingSecret = made.secret;
      return { ...changed, signingSecret: made.sealed, previous: undefined };
    });
    return { apiKey, signingSecret };
  }

  /**
   * Gives a key new secrets. The old ones, and the browser tokens minted until now, stay good for the grace; the
   * secrets before them end now.
   */
  async rotate(
    grantor: Principal,
    id: string,
    graceSeconds: number,
    requestId: string | null = null,
  ): Promise<ChangedKey> {
    let made: NewSecrets | undefined;
    const by = actorOf(grantor, requestId);
    const apiKey = await this.#change(by, 'key.rotated', id, (old) => {
      requireWithin(grantor, rightsOfKey(old));
      if (old.revokedAt !== undefined) throw notFound('There is no active key with that id');
      made = this.secrets.make({ id, signed: old.signingSecret !== undefined });
      return { ...old, ...made.stored, ...this.life.rotated(old, graceSeconds) };
    });
    return { apiKey, ...found(made) };
  }

  revoke(by: Principal, id: string, requestId: string | null = null): Promise<ApiKey> {
    const actor = actorOf(by, requestId);
    return this.#change(actor, 'key.revoked', id, (key) => ({
      ...key,
      revokedAt: key.revokedAt ?? this.life.now(),
    }));
  }

  async delete(by: Principal, id: string, requestId: string | null = null): Promise<void> {
    found(await this.#alter(actorOf(by, requestId), 'key.deleted', id, () => undefined));
  }

  async #change(by: Actor, action: string, id: string, decide: (key: ApiKey) => ApiKey): Promise<ApiKey> {
    return found(found(await this.#alter(by, action, id, decide)).after);
  }

  async #alter(
    by: Actor,
    action: string,
    id: string,
    decide: (key: ApiKey) => ApiKey | undefined,
  ): Promise<{ readonly after: ApiKey | undefined } | undefined> {
    const changed = await this.store.change(id, decide, async (before, after, db) => {
      await this.life.requireAdminLeft(before, after, db);
      await recordAct(db, by, keyAct(action, before, after), this.life.now());
    });
    this.life.announce();
    return changed;
  }
}

function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw notFound('There is no key with that id');
  return thing;
}

function notFound(detail: string): GatewayError {
  return new GatewayError('not_found', detail);
}
