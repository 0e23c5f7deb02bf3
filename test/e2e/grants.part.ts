import { randomUUID } from 'node:crypto';
import type { ApiKeyRequest } from '../../src/auth/keys/api-keys';
import { microUsd } from '../../src/kernel';
import { adminOf, callerWith, type Admin, type Call, type ShownKey } from '../support/admin';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import { createUser, tokensOf } from '../support/users';

describe('grants', () => {
  let gateway: TestGateway;
  /** Bounded in nothing. */
  let free: Admin;

  beforeAll(async () => {
    gateway = await sharedGateway();
    free = await adminOf(gateway);
  });

  const PAGE = 'https://app.example.com';
  const END = Date.now() + 3_600_000;
  const iso = (time: number): string => new Date(time).toISOString();

  interface Bound {
    readonly field: string;
    readonly code: string;
    /** What the administrator's own key has. */
    readonly held: Partial<ApiKeyRequest>;
    readonly origin?: string;
    readonly fine: readonly unknown[];
    /** The first of each takes the bound away. */
    readonly wider: readonly unknown[];
  }

  const BOUNDS: readonly Bound[] = [
    {
      field: 'models',
      code: 'model_denied',
      held: { models: ['claude-sonnet-5-5', 'claude-haiku-5-5'] },
      fine: [['claude-haiku-5-5', 'claude-sonnet-5-5'], ['claude-haiku-5-5']],
      wider: [[], ['claude-opus-5-5'], ['claude-haiku-5-5', 'claude-opus-5-5'], ['Claude-haiku-5-5']],
    },
    {
      field: 'query_types',
      code: 'query_type_denied',
      held: { queryTypes: ['mrr_analysis', 'churn_analysis'] },
      fine: [['mrr_analysis', 'churn_analysis'], ['churn_analysis']],
      wider: [[], ['cohort_analysis'], ['mrr_analysis', 'churn_analysis', 'conversion_analysis']],
    },
    {
      field: 'allowed_ips',
      code: 'ip_denied',
      held: { allowedIps: ['127.0.0.0/8', '10.0.0.0/8'] },
      fine: [['127.0.0.1'], ['10.0.0.0/8', '127.0.0.0/8'], ['10.255.0.0/16'], ['::ffff:10.0.0.0/104']],
      wider: [
        [],
        ['0.0.0.0/0'],
        ['10.0.0.0/7'],
        ['127.0.0.1', '192.168.0.1'],
        ['::1'],
        ['::/0'],
        ['11.0.0.1'],
      ],
    },
    {
      field: 'allowed_origins',
      code: 'origin_denied',
      held: { allowedOrigins: [PAGE, 'https://*.example.org'] },
      origin: PAGE,
      fine: [
        [PAGE],
        ['https://*.example.org', PAGE],
        ['https://a.b.example.org'],
        ['https://*.a.example.org'],
      ],
      wider: [
        [],
        ['*'],
        ['https://*.example.com'],
        ['http://app.example.com'],
        [PAGE, 'https://app.example.com:8443'],
        ['https://example.org'],
        ['https://*.example.org:444'],
        ['https://*.badexample.org'],
      ],
    },
    {
      field: 'rate_limit',
      code: 'capability_denied',
      held: { rateLimit: { maxRequests: 5000, windowSeconds: 60 } },
      fine: [
        { max_requests: 5000, window_seconds: 60 },
        { max_requests: 1, window_seconds: 60 },
        { max_requests: 5000, window_seconds: 3600 },
      ],
      wider: [
        null,
        { max_requests: 5001, window_seconds: 60 },
        { max_requests: 5000, window_seconds: 59 },
        { max_requests: 1_000_000_000, window_seconds: 86_400 },
      ],
    },
    {
      field: 'max_concurrency',
      code: 'capability_denied',
      held: { maxConcurrency: 5 },
      fine: [5, 1],
      wider: [null, 6, 100_000],
    },
    {
      field: 'budget',
      code: 'capability_denied',
      held: { budget: { limit: microUsd(10_000_000n), period: 'month' } },
      fine: [
        { limit_usd: 10, period: 'month' },
        { limit_usd: 0, period: 'month' },
      ],
      wider: [null, { limit_usd: 10.000001, period: 'month' }, { limit_usd: 10, period: 'day' }],
    },
    {
      field: 'expires_at',
      code: 'capability_denied',
      held: { expiresAt: END },
      fine: [iso(END), iso(END - 1_800_000)],
      wider: [null, iso(END + 1), '2099-01-01'],
    },
  ];

  describe.each(BOUNDS)(
    'an administrator bounded in $field',
    ({ field, code, held, origin, fine, wider }) => {
      let bounded: Admin;
      let call: Call;
      const refusal = { status: 403, code, fields: [field] };

      beforeAll(async () => {
        bounded = await adminOf(gateway, held);
        call = (method, path, body, headers) =>
          bounded.call(method, path, body, { ...(origin === undefined ? {} : { origin }), ...headers });
      });

      /** A key that the administrator of no bounds made. */
      async function keyWith(settings: object): Promise<{ readonly path: string; readonly key: string }> {
        const request = { name: 'target', role: 'member', ...settings };
        const { status, body } = await free.call<ShownKey>('POST', '/admin/keys', request);
        expect(status).toBe(201);
        return { path: `/admin/keys/${body.id}`, key: body.key };
      }

      it.each(fine.map((value) => ({ value })))('grants $value', async ({ value }) => {
        const settings = { name: 'narrow', role: 'admin', [field]: value };
        const made = await call<ShownKey>('POST', '/admin/keys', settings);
        expect([made.status, made.body]).toEqual([201, expect.objectContaining(settings)]);
        const path = `/admin/keys/${made.body.id}`;
        expect((await call('PATCH', path, { name: 'renamed', role: 'member' })).status).toBe(200);
        expect((await call('POST', `${path}/rotate`, {})).status).toBe(200);
        const { path: widePath } = await keyWith({});
        expect((await call('PATCH', widePath, { [field]: value })).body).toMatchObject({ [field]: value });
      });

      it.each(wider.map((value) => ({ value })))('does not grant $value', async ({ value }) => {
        const refused = [
          await call('POST', '/admin/keys', { name: 'wide', role: 'readonly', [field]: value }),
        ];
        const { path, key } = await keyWith({ [field]: fine[0] });
        const before = (await free.call('GET', path)).body;
        refused.push(await call('PATCH', path, { [field]: value }));
        refused.push(await call('PATCH', `/admin/keys/${bounded.id}`, { [field]: value }));
        expect((await free.call('GET', path)).body).toEqual(before);
        const wide = await keyWith({ [field]: value });
        refused.push(await call('POST', `${wide.path}/rotate`, {}));
        refused.push(await call('POST', `${wide.path}/rotate`, { grace_seconds: 60 }));
        refused.push(await call('PATCH', wide.path, { name: 'mine now' }));
        for (const { body } of refused) expect(body).toMatchObject(refusal);
        const own = { origin: origin ?? '' };
        const works = await callerWith(gateway, key)('GET', '/protected', undefined, origin ? own : {});
        expect(works.status).toBe(200);
      });

      it('makes nothing of what says nothing', async () => {
        const silent = await call('POST', '/admin/keys', { name: 'wide', role: 'readonly' });
        expect(silent.body).toMatchObject(refusal);
      });

      it('makes, changes and takes over no user, who would be bounded in nothing', async () => {
        const user = await createUser(gateway, { role: 'readonly' });
        const request = { username: `user-${randomUUID()}`, password: 'correct horse', role: 'readonly' };
        const refused = [
          await call('POST', '/admin/users', request),
          await call('PATCH', `/admin/users/${user.id}`, { role: 'admin' }),
          await call('PATCH', `/admin/users/${user.id}`, { password: 'taken over now' }),
        ];
        for (const { body } of refused) expect(body).toMatchObject(refusal);
        expect((await tokensOf(gateway, user)).token_type).toBe('bearer');
      });
    },
  );
});
