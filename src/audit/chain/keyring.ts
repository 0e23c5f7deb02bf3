import { keyFor } from '../../auth';
import type { SecretKeys } from '../../secrets';
import { SigningKey, type Endorsement } from './signatures';

const USE = 'sallyport audit checkpoint v1';

/** The keys of the trail, one derived from each SECRET_KEY that is accepted, which may change while the gateway runs. */
export class AuditKeyring {
  readonly #made = new Map<string, SigningKey>();

  constructor(private readonly secrets: Pick<SecretKeys, 'accepted'>) {}

  /** What signs from now on. */
  get signing(): SigningKey {
    return this.publicKeys[0] as SigningKey;
  }

  /** Of all accepted secrets, the one that signs first. */
  get publicKeys(): readonly SigningKey[] {
    return this.secrets.accepted.map((secret) => this.#keyOf(secret));
  }

  /** What the one that signs says of the others: with it they stay good when nobody configures their secrets any more. */
  get endorsements(): readonly Endorsement[] {
    const [signing, ...others] = this.publicKeys;
    if (signing === undefined) return [];
    return others.map(({ kid, public_key }) => {
      const signature = signing.sign('key', public_key);
      return { kid, public_key, endorsed_by: signing.kid, signature };
    });
  }

  #keyOf(secret: string): SigningKey {
    let key = this.#made.get(secret);
    if (key === undefined) {
      key = new SigningKey(keyFor(USE, secret));
      this.#made.set(secret, key);
    }
    return key;
  }
}
