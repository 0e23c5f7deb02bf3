import { SecretFault } from './secret-fault';
import type { SecretReference } from './secret-reference';
import type { SecretSourceRegistry } from './secret-source';

const LONGEST_BYTES = 65_536;

/** What was read in one round: settings that are fields of one secret cost one call. */
export type Round = Map<string, Promise<string>>;

/** Reads secrets from their sources, each within a time limit, whatever the source does. */
export class SecretReader {
  constructor(
    private readonly sources: SecretSourceRegistry,
    private readonly timeoutMs: number,
  ) {}

  /** @throws SecretFault, or what the source fails with */
  async read(reference: SecretReference, round: Round = new Map()): Promise<string> {
    const { scheme, place, field } = reference;
    const key = `${scheme}://${place}`;
    const reading = round.get(key) ?? this.#readWhole(scheme, place);
    round.set(key, reading);
    const whole = await reading;
    const value = field === undefined ? whole : memberOf(whole, field);
    if (value.trim() === '') throw new SecretFault('empty');
    return value;
  }

  async #readWhole(scheme: string, place: string): Promise<string> {
    const source = this.sources.get(scheme);
    if (source === undefined) throw new SecretFault('malformed');
    const late = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    // Not left to the source: one that never settles must not hold up a boot or a request.
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new SecretFault('slow'));
        late.abort();
      }, this.timeoutMs);
    });
    try {
      const text = await Promise.race([source.read(place, late.signal), limit]);
      if (Buffer.byteLength(text) > LONGEST_BYTES) throw new SecretFault('too_large');
      return text;
    } finally {
      clearTimeout(timer);
    }
  }
}

function memberOf(text: string, field: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's words quote what it read.
    throw new SecretFault('no_field');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json) || !Object.hasOwn(json, field))
    throw new SecretFault('no_field');
  const value = (json as Readonly<Record<string, unknown>>)[field];
  if (typeof value !== 'string') throw new SecretFault('no_field');
  return value;
}
