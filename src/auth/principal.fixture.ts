import { ALL_CAPABILITIES, type Principal } from '../kernel';

/** Somebody with a key, a member who may come from anywhere, unless the test says otherwise. */
export function principalOf(part: Partial<Principal> = {}): Principal {
  return {
    id: 'key:abc',
    countedAs: part.id ?? 'key:abc',
    credential: 'api_key',
    keyId: 'abc',
    name: 'mine',
    role: 'member',
    mode: 'full',
    allowedNetworks: undefined,
    origins: 'servers',
    models: undefined,
    queryTypes: undefined,
    capabilities: part.role === 'admin' ? ALL_CAPABILITIES : new Set(),
    rateLimit: undefined,
    maxConcurrency: undefined,
    budget: undefined,
    expiresAt: undefined,
    tokensValidFrom: 0,
    token: undefined,
    signingSecret: undefined,
    onDisconnect: 'abort',
    ...part,
  };
}
