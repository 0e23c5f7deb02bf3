import type { Principal } from '../kernel';

/** Somebody with a key, a member who may come from anywhere, unless the test says otherwise. */
export function principalOf(part: Partial<Principal> = {}): Principal {
  return {
    id: 'key:abc',
    credential: 'api_key',
    keyId: 'abc',
    name: 'mine',
    role: 'member',
    allowedNetworks: undefined,
    rateLimit: undefined,
    ...part,
  };
}
