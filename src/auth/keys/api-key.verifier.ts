import { hash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, type Principal } from '../../kernel';
import { invalidCredential } from '../invalid-credential';
import { Known } from '../known';
import { Revocations } from '../revocations';
import type { TokenClaims } from '../tokens/claims';
import { isOfStamp } from '../tokens/stamp';
import { rightsOfKey, type ApiKey, type StoredSecrets } from './api-key';
import { apiKeyId } from './api-key-format';
import { ApiKeyStore } from './api-key.store';
import { KeySecrets } from './key-secrets';

/** Tells whose key it is. Every refusal is the same `credential_invalid`, whatever was wrong. */
@Injectable()
export class ApiKeyVerifier {
  readonly #log = new Logger('Keys');
  /** Under a digest of the whole key: a right id with a wrong secret finds nothing here. */
  readonly #byKey: Known<KnownKey>;
  readonly #byId: Known<KnownKey & { readonly graceUntil: number }>;

  constructor(
    private readonly store: ApiKeyStore,
    private readonly secrets: KeySecrets,
    private readonly clock: Clock,
    revocations: Revocations,
  ) {
    this.#byKey = new Known(revocations);
    this.#byId = new Known(revocations);
  }

  /** Whose key it is where somebody asked a moment ago; undefined where `verify` has to tell. */
  recall(key: string): Principal | undefined {
    const known = this.#byKey.recall(digestOf(key));
    return known === undefined || known.until <= this.clock.now() ? undefined : known.principal;
  }

  /** @throws GatewayError `credential_invalid`, or `store_unavailable` when nobody can tell */
  async verify(key: string): Promise<Principal> {
    const id = apiKeyId(key);
    if (id === undefined) throw invalidCredential();
    return this.#inTime(await this.#byKey.get(digestOf(key), () => this.#lookUp(id, key)));
  }

  /**
   * The key of an id, for a browser token that it minted. What was minted before a rotation ends with the secrets that the rotation replaced. Raises as `verify` does.
   */
  async minterOf(id: string, claims: Pick<TokenClaims, 'ver' | 'iat'>): Promise<Principal> {
    const known = await this.#byId.get(id, async () => {
      const apiKey = await this.store.find(id);
      if (apiKey === undefined || apiKey.revokedAt !== undefined) return undefined;
      const until = apiKey.expiresAt ?? Infinity;
      return { principal: this.#principalOf(apiKey, apiKey), until, graceUntil: apiKey.previous?.until ?? 0 };
    });
    const principal = this.#inTime(known);
    const isCurrent = isOfStamp(claims, principal.tokensValidFrom);
    if (!isCurrent && (known?.graceUntil ?? 0) <= this.clock.now()) throw invalidCredential();
    return principal;
  }

  #inTime(known: KnownKey | undefined): Principal {
    if (known === undefined || known.until <= this.clock.now()) throw invalidCredential();
    return known.principal;
  }

  async #lookUp(id: string, key: string): Promise<KnownKey | undefined> {
    const apiKey = await this.store.find(id);
    const match = this.secrets.match(key, apiKey);
    if (apiKey === undefined || match === undefined || apiKey.revokedAt !== undefined) return undefined;
    if (match.outdated) this.#reseal(apiKey, key);
    const until = Math.min(apiKey.expiresAt ?? Infinity, match.until);
    const principal = this.#principalOf(apiKey, match.secrets);
    // What has been replaced grants and mints nothing that would outlive its grace.
    return { principal: until === Infinity ? principal : { ...principal, expiresAt: until }, until };
  }

  /** SECRET_KEY has changed since the key was stored; once this is done it no longer needs the previous one. */
  #reseal(apiKey: ApiKey, key: string): void {
    this.store.reseal(apiKey, this.secrets.resealed(apiKey, key)).catch((error: unknown) => {
      this.#log.warn({ err: error, key_id: apiKey.id }, 'A key still needs SECRET_KEY_PREVIOUS');
    });
  }

  #principalOf(apiKey: ApiKey, { signingSecret }: StoredSecrets): Principal {
    const { id, name } = apiKey;
    return {
      ...rightsOfKey(apiKey),
      id: `key:${id}`,
      countedAs: `key:${id}`,
      credential: 'api_key',
      keyId: id,
      name,
      tokensValidFrom: apiKey.tokensValidFrom,
      token: undefined,
      onDisconnect: apiKey.onDisconnect,
      signingSecret: signingSecret === undefined ? undefined : this.secrets.open(signingSecret, id),
    };
  }
}

/** Of a value that nobody can guess, for this process alone: what is stored takes more (`KeySecrets`). */
function digestOf(key: string): string {
  return hash('sha256', key, 'base64');
}

interface KnownKey {
  readonly principal: Principal;
  /** Epoch milliseconds; Infinity for a key without an end. */
  readonly until: number;
}
