import { atLeast, ROLES, type Role } from '../../src/kernel';
import { reply } from '../support/ask';
import { startGateway, unknownKey, type TestGateway } from '../support/gateway';
import { declaredRoutes, type DeclaredRoute } from '../support/routes';

/** CONTRACT section 2, as far as it is built. A route that is not here fails; so does one that is open to more. */
const CONTRACT: Readonly<Record<string, 'public' | Role>> = {
  'GET /health': 'public',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /api/rate-limit-status': 'readonly',
  'POST /api/query': 'member',
  'ALL /*path': 'public',
};

let gateway: TestGateway;
let routes: readonly DeclaredRoute[];

beforeAll(async () => {
  [gateway, routes] = await Promise.all([startGateway(), declaredRoutes()]);
});

afterAll(async () => {
  await gateway.stop();
});

interface Verdict {
  readonly status: number;
  readonly code: string;
}

const MISSING: Verdict = { status: 401, code: 'credential_missing' };
const INVALID: Verdict = { status: 401, code: 'credential_invalid' };
const ANYWHERE_ELSE: Verdict = { status: 403, code: 'ip_denied' };

/** Every state that a credential can be in, and what a route that needs one must say to it. */
const STATES: Readonly<Record<string, { headers: () => Promise<Record<string, string>>; refusal: Verdict }>> =
  {
    'no credential': { headers: async () => Promise.resolve({}), refusal: MISSING },
    'a malformed key': {
      headers: async () => Promise.resolve({ 'x-api-key': 'sp_short' }),
      refusal: INVALID,
    },
    'an unknown key': {
      headers: async () => Promise.resolve({ 'x-api-key': unknownKey() }),
      refusal: INVALID,
    },
    'an unknown scheme': {
      headers: async () => Promise.resolve({ authorization: 'Basic dTpw' }),
      refusal: INVALID,
    },
    'a revoked key': {
      headers: async () => {
        const key = await gateway.createKey({ role: 'admin' });
        await gateway.revokeKey(key);
        return { 'x-api-key': key };
      },
      refusal: INVALID,
    },
    'an expired key': {
      headers: async () => ({
        'x-api-key': await gateway.createKey({ role: 'admin', expiresAt: Date.now() - 1 }),
      }),
      refusal: INVALID,
    },
    'two different keys': {
      headers: async () => ({
        'x-api-key': gateway.key,
        authorization: `Bearer ${await gateway.createKey({ role: 'admin' })}`,
      }),
      refusal: { status: 400, code: 'credential_ambiguous' },
    },
    'a key of another network': {
      headers: async () => ({
        'x-api-key': await gateway.createKey({ role: 'admin', allowedIps: ['10.0.0.0/8'] }),
      }),
      refusal: ANYWHERE_ELSE,
    },
  };

async function send({ method, path }: DeclaredRoute, headers: Record<string, string>): Promise<Verdict> {
  const target = gateway.url + path.replaceAll(/[:*]\w+/g, 'some-id');
  const { status, body } = await reply<{ code?: string } | undefined>(
    await fetch(target, { method: method === 'ALL' ? 'GET' : method, headers }),
  );
  return { status, code: body?.code ?? '' };
}

function isOpen({ access }: DeclaredRoute): boolean {
  return access !== undefined && 'public' in access;
}

describe('every route', () => {
  it('is declared with just the access that the contract gives it', () => {
    const declared = routes.map(({ method, path, access }) => [
      `${method} ${path}`,
      access === undefined ? 'nobody' : 'public' in access ? 'public' : access.atLeast,
    ]);
    expect(Object.fromEntries(declared)).toEqual(CONTRACT);
  });

  it.each(Object.keys(STATES))('answers %s as its declaration says', async (state) => {
    const { headers, refusal } = STATES[state] ?? { headers: () => Promise.resolve({}), refusal: MISSING };
    for (const route of routes) {
      const verdict = await send(route, await headers());
      if (isOpen(route)) expect([401, 403]).not.toContain(verdict.status);
      else expect([route.path, verdict]).toEqual([route.path, refusal]);
    }
  });

  it.each(ROLES)('lets the role %s in where it may, and nowhere else', async (role) => {
    const headers = { 'x-api-key': await gateway.createKey({ role }) };
    for (const route of routes) {
      const { status, code } = await send(route, headers);
      const allowed =
        route.access !== undefined && ('public' in route.access || atLeast(role, route.access.atLeast));
      expect([route.path, code === 'role_denied' ? status : 'in']).toEqual([
        route.path,
        allowed ? 'in' : 403,
      ]);
    }
  });
});
