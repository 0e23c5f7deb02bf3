import { MODES, ROLES, type Role } from '../../src/kernel';
import { reply } from '../support/ask';
import { firstEvent, isFeed } from '../support/events';
import { startGateway, type TestGateway } from '../support/gateway';
import { declaredRoutes, type DeclaredRoute } from '../support/routes';
import { CREDENTIAL_STATES, type Refusal } from './credential-states';
import { CREDENTIAL_KINDS } from './credential-kinds';

/** CONTRACT section 2, as far as it is built. A route that is not here fails; so does one that is open to more. */
const CONTRACT: Readonly<Record<string, 'public' | Role>> = {
  'HEAD /': 'public',
  'HEAD /api/hello': 'public',
  'GET /health': 'public',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'POST /login': 'public',
  'POST /token/refresh': 'public',
  'POST /logout': 'readonly',
  'GET /protected': 'readonly',
  'GET /auth/me': 'readonly',
  'GET /api/rate-limit-status': 'readonly',
  'GET /api/live': 'readonly',
  'GET /api/usage': 'readonly',
  'GET /api/chains': 'readonly',
  'GET /api/chains/:id': 'readonly',
  'DELETE /api/chains/:id': 'member',
  'GET /api/analytics-query/types': 'readonly',
  'POST /api/analytics-query': 'analyst',
  'GET /debug/summarize-errors': 'admin',
  'GET /admin/usage': 'admin',
  'GET /admin/budgets': 'admin',
  'GET /admin/posture': 'admin',
  'GET /admin/audit': 'admin',
  'GET /admin/audit/verify': 'admin',
  'GET /admin/audit/export': 'admin',
  'POST /api/query': 'member',
  'POST /api/tokens': 'member',
  'POST /v1/messages': 'member',
  'POST /v1/messages/count_tokens': 'member',
  'GET /v1/models': 'member',
  'GET /v1/models/:id': 'member',
  'POST /admin/keys': 'admin',
  'GET /admin/keys': 'admin',
  'GET /admin/keys/:id': 'admin',
  'PATCH /admin/keys/:id': 'admin',
  'POST /admin/keys/:id/rotate': 'admin',
  'POST /admin/keys/:id/revoke': 'admin',
  'DELETE /admin/keys/:id': 'admin',
  'POST /admin/users': 'admin',
  'GET /admin/users': 'admin',
  'GET /admin/users/:id': 'admin',
  'PATCH /admin/users/:id': 'admin',
  'DELETE /admin/users/:id': 'admin',
  'GET /metrics': 'admin',
  'GET /openapi.json': 'public',
  'GET /docs': 'public',
  'GET /docs/:file': 'public',
  'GET /dashboard': 'public',
  'GET /dashboard/assets/:file': 'public',
  'ALL /{*path}': 'public',
};

/** What a viewer may not do, whatever the role: all that is no GET, but for its own way out, and a GET that costs money. */
const MORE_THAN_READING = Object.entries(CONTRACT)
  .filter(([route, role]) => role !== 'public' && !route.startsWith('GET ') && route !== 'POST /logout')
  .map(([route]) => route)
  .concat('GET /debug/summarize-errors');

/** What the two shapes of a refusal call its code. */
interface Problem {
  readonly code: string;
  readonly layer: string;
}
interface ClaudeError {
  readonly error: { readonly details?: { readonly error_code: string } };
}

let gateway: TestGateway;
let routes: readonly DeclaredRoute[];

beforeAll(async () => {
  [gateway, routes] = await Promise.all([startGateway(), declaredRoutes()]);
});

afterAll(async () => {
  await gateway.stop();
});

async function answerOf(
  { method, path }: DeclaredRoute,
  headers: Record<string, string>,
): Promise<Refusal & { readonly layer: string | undefined }> {
  const target = gateway.url + path.replaceAll(/[:*]\w+/g, 'some-id');
  const answer = await fetch(target, { method: method === 'ALL' ? 'GET' : method, headers });
  if (isFeed(answer)) {
    await firstEvent(answer);
    return { status: answer.status, code: '', layer: undefined };
  }
  const { status, body } = await reply<Partial<Problem & ClaudeError> | undefined>(answer);
  return { status, code: body?.code ?? body?.error?.details?.error_code ?? '', layer: body?.layer };
}

async function send(route: DeclaredRoute, headers: Record<string, string>): Promise<Refusal> {
  const { status, code } = await answerOf(route, headers);
  return { status, code };
}

/** After it the credential is nobody's. */
function logOutLast(all: readonly DeclaredRoute[]): readonly DeclaredRoute[] {
  const isLogOut = ({ path }: DeclaredRoute): boolean => path === '/logout';
  return [...all.filter((route) => !isLogOut(route)), ...all.filter(isLogOut)];
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

  it.each(CREDENTIAL_STATES)('answers $name as its declaration says', async ({ headers, refusal }) => {
    const presented = await headers(gateway);
    for (const route of routes) {
      const verdict = await send(route, presented);
      if (isOpen(route)) expect([401, 403]).not.toContain(verdict.status);
      else expect([route.path, verdict]).toEqual([route.path, refusal]);
    }
  });

  const everyone = CREDENTIAL_KINDS.flatMap((kind) =>
    ROLES.flatMap((role) => MODES.map((mode) => ({ kind, credential: kind.name, role, mode }))),
  );

  it.each(everyone)(
    'lets $credential of $role, $mode in where they may, and nowhere else',
    async ({ kind, role, mode }) => {
      const headers = await kind.headers(gateway, role, mode);
      for (const route of logOutLast(routes)) {
        const { code } = await send(route, headers);
        const verdict = ['role_denied', 'mode_denied'].includes(code) ? 'refused' : 'in';
        expect([route.path, verdict]).toEqual([route.path, route.admits(role, mode) ? 'in' : 'refused']);
      }
    },
  );

  it.each(CREDENTIAL_KINDS)('that does more than read refuses a viewer by name, with $name', async (kind) => {
    const headers = await kind.headers(gateway, 'admin', 'viewer');
    const refused: string[] = [];
    for (const route of logOutLast(routes)) {
      const { code, layer } = await answerOf(route, headers);
      expect(code).not.toBe('role_denied');
      if (code !== 'mode_denied') continue;
      refused.push(`${route.method} ${route.path}`);
      // Claude's own shape of an error has no place for it.
      expect([route.path, layer]).toEqual([route.path, route.path.startsWith('/v1/') ? undefined : 'access']);
    }
    expect(refused.sort()).toEqual([...MORE_THAN_READING].sort());
  });
});
