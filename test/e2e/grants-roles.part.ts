import { adminOf, callerWith, type Admin } from '../support/admin';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import { createUser, tokensOf } from '../support/users';

describe('grants by role', () => {
  let gateway: TestGateway;
  /** Bounded in nothing. */
  let free: Admin;

  beforeAll(async () => {
    gateway = await sharedGateway();
    free = await adminOf(gateway);
  });

  const REQUESTS: readonly (readonly [string, string, object?])[] = [
    ['GET', '/admin/keys'],
    ['GET', '/admin/users'],
    ['POST', '/admin/keys', { name: 'x', role: 'readonly' }],
    ['POST', '/admin/users', { username: 'x', password: 'correct horse', role: 'readonly' }],
    ...['keys', 'users'].flatMap((kind) => [
      ['GET', `/admin/${kind}/ID`] as const,
      ['PATCH', `/admin/${kind}/ID`, { role: 'readonly' }] as const,
      ['DELETE', `/admin/${kind}/ID`] as const,
    ]),
    ['POST', '/admin/keys/ID/rotate', {}],
    ['POST', '/admin/keys/ID/revoke'],
  ];

  describe.each(['readonly', 'analyst', 'member', 'viewer'] as const)('a credential of a %s', (kind) => {
    const rights =
      kind === 'viewer'
        ? ({ role: 'admin', mode: 'viewer' } as const)
        : ({ role: kind, mode: 'full' } as const);

    it.each(['key', 'user'])('that is a %s changes nothing under /admin', async (source) => {
      const credential =
        source === 'key'
          ? await gateway.createKey(rights)
          : (await tokensOf(gateway, await createUser(gateway, rights))).access_token;
      const { id } = await createUser(gateway);
      for (const [method, path, body] of REQUESTS) {
        const target = path.replace('ID', path.includes('users') ? id : free.id);
        const answer = await callerWith(gateway, credential)(method, target, body);
        const expected =
          kind !== 'viewer'
            ? [403, 'role_denied']
            : method === 'GET'
              ? [200, undefined]
              : [403, 'mode_denied'];
        expect([method, target, answer.status, answer.body['code']]).toEqual([method, target, ...expected]);
      }
    });
  });

  it('a token of a page grants nothing, even one that administrates', async () => {
    const call = pageWith(gateway, await tokenFrom(gateway, free.key, { role: 'admin' }));
    expect((await call('GET', '/admin/keys')).status).toBe(200);
    const { id } = await createUser(gateway);
    for (const [method, path, body] of REQUESTS.filter(([verb, , sent]) => verb !== 'GET' && sent))
      expect([
        path,
        (await call(method, path.replace('ID', path.includes('users') ? id : free.id), body)).body['code'],
      ]).toEqual([path, 'capability_denied']);
  });

  it.each([[], [[]], [null], {}, { max_requests: 1 }].map((shape) => ({ shape })))(
    'a rate limit of the shape $shape does not get around one',
    async ({ shape }) => {
      const bounded = await adminOf(gateway, { rateLimit: { maxRequests: 1000, windowSeconds: 60 } });
      const own = `/admin/keys/${bounded.id}`;
      const before = (await bounded.call('GET', own)).body;
      const request = { name: 'shaped', role: 'member', rate_limit: shape };
      expect((await bounded.call('POST', '/admin/keys', request)).status).toBe(400);
      expect((await bounded.call('PATCH', own, { rate_limit: shape })).status).toBe(400);
      expect((await bounded.call('GET', own)).body).toEqual(before);
    },
  );
});
