import { unknownKey, type TestGateway } from '../support/gateway';
import { browserToken, PAGE } from './credential-kinds';

/** What a route that needs a credential says to one that is not good there. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** A state that a credential can be in, always of an administrator where it is one. */
export interface CredentialState {
  readonly name: string;
  readonly headers: (gateway: TestGateway) => Promise<Record<string, string>>;
  readonly refusal: Refusal;
}

const MISSING: Refusal = { status: 401, code: 'credential_missing' };
const INVALID: Refusal = { status: 401, code: 'credential_invalid' };
const ELSEWHERE: Refusal = { status: 403, code: 'ip_denied' };
const FOREIGN: Refusal = { status: 403, code: 'origin_denied' };

export const CREDENTIAL_STATES: readonly CredentialState[] = [
  { name: 'no credential', headers: () => Promise.resolve({}), refusal: MISSING },
  {
    name: 'a malformed key',
    headers: () => Promise.resolve({ 'x-api-key': 'sp_short' }),
    refusal: INVALID,
  },
  {
    name: 'an unknown key',
    headers: () => Promise.resolve({ 'x-api-key': unknownKey() }),
    refusal: INVALID,
  },
  {
    name: 'an unknown scheme',
    headers: () => Promise.resolve({ authorization: 'Basic dTpw' }),
    refusal: INVALID,
  },
  {
    name: 'a token that nobody signed',
    headers: () => Promise.resolve({ authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJ0eXAiOiJhY2Nlc3MifQ.' }),
    refusal: INVALID,
  },
  {
    name: 'a revoked key',
    headers: async (gateway) => {
      const key = await gateway.createKey({ role: 'admin' });
      await gateway.revokeKey(key);
      return { 'x-api-key': key };
    },
    refusal: INVALID,
  },
  {
    name: 'an expired key',
    headers: async (gateway) => ({
      'x-api-key': await gateway.createKey({ role: 'admin', expiresAt: Date.now() - 1 }),
    }),
    refusal: INVALID,
  },
  {
    name: 'two different keys',
    headers: async (gateway) => ({
      'x-api-key': gateway.key,
      authorization: `Bearer ${await gateway.createKey({ role: 'admin' })}`,
    }),
    refusal: { status: 400, code: 'credential_ambiguous' },
  },
  {
    name: 'a key of another network',
    headers: async (gateway) => ({
      'x-api-key': await gateway.createKey({ role: 'admin', allowedIps: ['10.0.0.0/8'] }),
    }),
    refusal: ELSEWHERE,
  },
  {
    name: "a server's key in a page",
    headers: async (gateway) => ({ 'x-api-key': await gateway.createKey({ role: 'admin' }), origin: PAGE }),
    refusal: FOREIGN,
  },
  {
    name: "a page's key without a page",
    headers: async (gateway) => ({
      'x-api-key': await gateway.createKey({ role: 'admin', allowedOrigins: [PAGE] }),
    }),
    refusal: FOREIGN,
  },
  {
    name: 'a browser token of another page',
    headers: async (gateway) => ({
      authorization: `Bearer ${await browserToken(gateway, 'admin')}`,
      origin: 'https://elsewhere.example.com',
    }),
    refusal: FOREIGN,
  },
  {
    name: 'a key that signs, without a signature',
    headers: async (gateway) => ({ 'x-api-key': (await gateway.createSignedKey({ role: 'admin' })).key }),
    refusal: { status: 401, code: 'signature_missing' },
  },
];
