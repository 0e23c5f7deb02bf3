import type { Mode, Role } from '../../src/kernel';
import { post } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { createUser, tokensOf } from '../support/users';

type Headers = Record<string, string>;

/** A way to be somebody of a role and a mode. */
export interface CredentialKind {
  readonly name: string;
  readonly headers: (gateway: TestGateway, role: Role, mode: Mode) => Promise<Headers>;
}

export const PAGE = 'https://page.example.com';

async function accessToken(gateway: TestGateway, role: Role, mode: Mode): Promise<string> {
  const user = await createUser(gateway, { role, mode });
  return (await tokensOf(gateway, user)).access_token;
}

/** A token that an administrator's key mints, narrowed to the role and mode. */
export async function browserToken(gateway: TestGateway, role: Role, mode: Mode = 'full'): Promise<string> {
  const request = { origin: PAGE, ttl_seconds: 60, role, mode };
  const admin = { 'x-api-key': await gateway.createKey({ role: 'admin' }) };
  const { body } = await post<{ access_token: string }>(`${gateway.url}/api/tokens`, request, admin);
  return body.access_token;
}

export const CREDENTIAL_KINDS: readonly CredentialKind[] = [
  {
    name: 'a key',
    headers: async (gateway, role, mode) => ({ 'x-api-key': await gateway.createKey({ role, mode }) }),
  },
  {
    name: 'a user token',
    headers: async (gateway, role, mode) => ({
      authorization: `Bearer ${await accessToken(gateway, role, mode)}`,
    }),
  },
  {
    name: 'a browser token',
    headers: async (gateway, role, mode) => ({
      authorization: `Bearer ${await browserToken(gateway, role, mode)}`,
      origin: PAGE,
    }),
  },
];
