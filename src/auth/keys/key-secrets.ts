import type { ApiKey, StoredSecrets } from './api-key';
import { newApiKey } from './api-key-format';
import { hashesEqual, type KeyHasher } from './key-hash';
import type { SigningSecrets } from './signing-secrets';

/** Compared where there is no such key, so that unknown and wrong keys take the same time. */
const NOBODY: StoredSecrets = { hash: 'A'.repeat(43), signingSecret: undefined };

/** What a key that was presented turned out to be. */
export interface KeyMatch {
  readonly secrets: StoredSecrets;
  /** Epoch milliseconds; Infinity unless a rotation has replaced these secrets. */
  readonly until: number;
  /** Whether it was stored under a SECRET_KEY from before. */
  readonly outdated: boolean;
}

/** Secrets that are shown once, and the form in which they are stored. */
export interface NewSecrets {
  readonly key: string;
  readonly signingSecret: string | undefined;
  readonly stored: StoredSecrets;
}

/** Makes and compares the secrets of API keys. */
export class KeySecrets {
  constructor(
    private readonly hasher: KeyHasher,
    private readonly signing: SigningSecrets,
  ) {}

  hash(key: string): string {
    return this.hasher.hash(key);
  }

  /** New secrets, of the key with that id where one is given. */
  make(options: { readonly id?: string; readonly signed: boolean }): NewSecrets & { readonly id: string } {
    const { id, key } = newApiKey(options.id);
    const signing = options.signed ? this.makeSigningSecret(id) : undefined;
    return {
      id,
      key,
      signingSecret: signing?.secret,
      stored: { hash: this.hash(key), signingSecret: signing?.sealed },
    };
  }

  makeSigningSecret(id: string): { readonly secret: string; readonly sealed: string } {
    const secret = this.signing.make();
    return { secret, sealed: this.signing.seal(secret, id) };
  }

  /** Each comparison is made, whatever the one before it said. */
  match(key: string, apiKey: ApiKey | undefined): KeyMatch | undefined {
    const current = apiKey ?? NOBODY;
    const previous = apiKey?.previous ?? { ...NOBODY, until: 0 };
    const hashes = this.hasher.hashes(key);
    const matches: readonly (KeyMatch | undefined)[] = [
      ...hashes.map(({ hash, outdated }) => ({ secrets: current, until: Infinity, hash, outdated })),
      ...hashes.map(({ hash }) => ({ secrets: previous, until: previous.until, hash, outdated: false })),
    ].map((one) => (hashesEqual(one.secrets.hash, one.hash) ? one : undefined));
    return apiKey === undefined ? undefined : matches.find((match) => match !== undefined);
  }

  /** The same secrets as they are stored under the present SECRET_KEY. */
  resealed({ id, signingSecret }: ApiKey, key: string): StoredSecrets {
    return {
      hash: this.hash(key),
      signingSecret:
        signingSecret === undefined ? undefined : this.signing.seal(this.open(signingSecret, id), id),
    };
  }

  open(signingSecret: string, id: string): string {
    return this.signing.open(signingSecret, id);
  }
}
