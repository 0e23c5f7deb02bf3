import { Registry } from '../kernel';

/** A place where secrets are kept. A new one is made for each gateway; it opens nothing before it is asked. */
export abstract class SecretSource {
  /** The scheme of its references. */
  abstract readonly id: string;

  /**
   * The present value, whole.
   * @param place the reference without scheme and field
   * @param signal fires when nobody waits any more
   * @throws SecretFault of the kind that fits; anything else counts as `unreachable`
   */
  abstract read(place: string, signal: AbortSignal): Promise<string>;

  /** Tells of changes as they happen, where the place can tell: a hint to look again. Returns what ends it. */
  watch?(place: string, changed: () => void): () => void;

  close?(): void | Promise<void>;
}

/** The secret sources that the gateway trusts. */
export class SecretSourceRegistry extends Registry<SecretSource> {}
