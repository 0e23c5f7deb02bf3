import { adminOf, callerWith, type Admin, type Shown, type ShownKey } from '../support/admin';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';

describe('keys', () => {
  let gateway: TestGateway;
  let admin: Admin;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await adminOf(gateway);
  });

  const EVERYTHING = {
    name: 'Büro 7: backend/api@v2',
    role: 'analyst',
    mode: 'viewer',
    allowed_ips: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.7'],
    allowed_origins: ['https://app.example.com', 'https://*.example.org', 'http://localhost:3000'],
    models: ['claude-sonnet-5-5', 'claude-haiku-5-5'],
    query_types: ['mrr_analysis', 'churn_analysis'],
    capabilities: ['claude-code', 'url_sources'],
    on_disconnect: 'drain',
    rate_limit: { max_requests: 7, window_seconds: 90 },
    budget: { limit_usd: 12.345678, period: 'month' },
    max_concurrency: 3,
    expires_at: '2099-01-31T12:00:00.000Z',
    require_signature: true,
  };

  const NOTHING_SAID = {
    mode: 'full',
    allowed_ips: [],
    allowed_origins: [],
    models: [],
    query_types: [],
    capabilities: [],
    on_disconnect: 'abort',
    rate_limit: null,
    budget: null,
    max_concurrency: null,
    expires_at: null,
    require_signature: false,
  };

  async function create(request: object): Promise<ShownKey> {
    const { status, body } = await admin.call<ShownKey>('POST', '/admin/keys', request);
    expect(status).toBe(201);
    return body;
  }

  describe('a new key', () => {
    it.each<[string, object, object]>([
      ['every field', EVERYTHING, {}],
      ['a name and a role only', { name: 'plain', role: 'member' }, NOTHING_SAID],
      [
        'null for each bound that may be none',
        {
          ...{ name: 'null', role: 'readonly' },
          ...{ rate_limit: null, budget: null, max_concurrency: null, expires_at: null },
        },
        NOTHING_SAID,
      ],
    ])('of %s reads back as it was asked for', async (_, request, preset) => {
      const { key, signing_secret: secret, ...shown } = await create(request);
      expect(key).toMatch(/^sp_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
      expect(key.slice(3, 15)).toBe(shown.id);
      expect(typeof secret).toBe('require_signature' in request ? 'string' : 'undefined');
      expect(shown).toEqual({
        ...preset,
        ...request,
        id: shown.id,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        revoked_at: null,
      });
      expect((await admin.call('GET', `/admin/keys/${shown.id}`)).body).toEqual(shown);
      const { body: list } = await admin.call<Shown<ShownKey>>('GET', '/admin/keys?page_size=200');
      expect(list.data.filter(({ id }) => id === shown.id)).toEqual([shown]);
    });

    it.each([
      ['2099-01-31', '2099-01-31T00:00:00.000Z'],
      ['2099-01-31T12:00+02:00', '2099-01-31T10:00:00.000Z'],
      ['2099-01-31T12:00:00.5Z', '2099-01-31T12:00:00.500Z'],
    ])('may expire at %s', async (expiresAt, shown) => {
      expect((await create({ name: 'ends', role: 'member', expires_at: expiresAt })).expires_at).toBe(shown);
    });

    it.each(['readonly', 'analyst', 'member', 'admin'])('works at once, as %s', async (role) => {
      const call = callerWith(gateway, (await create({ name: 'at work', role })).key);
      expect((await call('GET', '/protected')).body).toMatchObject({ user: 'at work', role, mode: 'full' });
    });

    it('shows its secrets this once: no list, look, change or log has them', async () => {
      const { id, key, signing_secret: signing = '' } = await create(EVERYTHING);
      const later = [
        await admin.call('GET', `/admin/keys/${id}`),
        await admin.call('GET', '/admin/keys?page_size=200&sort=-created_at'),
        await admin.call('PATCH', `/admin/keys/${id}`, { name: 'renamed' }),
        await admin.call('PATCH', `/admin/keys/${id}`, { require_signature: true }),
        await admin.call('POST', `/admin/keys/${id}/revoke`),
      ];
      for (const { status, headers, text } of later) {
        expect(status).toBe(200);
        await gateway.logged((record) => record['request_id'] === headers.get('x-request-id'));
        for (const secret of [key.slice(16), signing]) expect(text).not.toContain(secret);
        expect(text).not.toMatch(/"(?:key|signing_secret|hash|previous\w*)":/);
      }
      for (const secret of [key.slice(16), signing]) expect(gateway.output()).not.toContain(secret);
    });
  });

  describe('a change of a key', () => {
    const CHANGES = [
      ['name', 'another name'],
      ['role', 'analyst'],
      ['mode', 'viewer'],
      ['allowed_ips', ['127.0.0.0/8', '::1']],
      ['allowed_origins', ['*']],
      ['models', ['claude-haiku-5-5']],
      ['query_types', ['cohort_analysis']],
      ['capabilities', ['thread']],
      ['on_disconnect', 'drain'],
      ['rate_limit', { max_requests: 1, window_seconds: 86_400 }],
      ['budget', { limit_usd: 0, period: 'total' }],
      ['max_concurrency', 100_000],
      ['expires_at', '2099-06-30T00:00:00.000Z'],
    ] as const;

    /** What takes a bound away again. */
    const NONE: Readonly<Record<string, unknown>> = {
      allowed_ips: [],
      allowed_origins: [],
      models: [],
      query_types: [],
      capabilities: [],
      on_disconnect: 'abort',
      rate_limit: null,
      budget: null,
      max_concurrency: null,
      expires_at: null,
    };

    it.each(CHANGES)('of its %s to %j changes that alone, and can be undone', async (field, value) => {
      const made = await create({ name: 'before', role: 'member' });
      const path = `/admin/keys/${made.id}`;
      const before = (await admin.call('GET', path)).body;
      const { status, body } = await admin.call('PATCH', path, { [field]: value });
      expect([status, body]).toEqual([200, { ...before, [field]: value }]);
      expect((await admin.call('GET', path)).body).toEqual(body);
      const undone = await admin.call('PATCH', path, { [field]: NONE[field] ?? before[field] });
      expect(undone.body).toEqual(before);
    });

    it('that says nothing changes nothing', async () => {
      const path = `/admin/keys/${(await create(EVERYTHING)).id}`;
      const before = (await admin.call('GET', path)).body;
      expect((await admin.call('PATCH', path, {})).body).toEqual(before);
    });

    it('holds for the next request of the key', async () => {
      const { id, key } = await create({ name: 'changing', role: 'member' });
      const call = callerWith(gateway, key);
      expect((await call('GET', '/protected')).body).toMatchObject({ role: 'member', mode: 'full' });
      await admin.call('PATCH', `/admin/keys/${id}`, { role: 'readonly', mode: 'viewer' });
      expect((await call('GET', '/protected')).body).toMatchObject({ role: 'readonly', mode: 'viewer' });
      await admin.call('PATCH', `/admin/keys/${id}`, { allowed_ips: ['203.0.113.0/24'] });
      expect((await call('GET', '/protected')).body).toMatchObject({ code: 'ip_denied' });
    });

    it('gives a signing secret when it asks for signatures, and takes no unsigned request then', async () => {
      const { id, key } = await create({ name: 'unsigned', role: 'member' });
      const { body } = await admin.call<ShownKey>('PATCH', `/admin/keys/${id}`, { require_signature: true });
      expect(body.signing_secret).toMatch(/^\S{32,}$/);
      const call = callerWith(gateway, key);
      expect((await call('GET', '/protected')).body).toMatchObject({ code: 'signature_missing' });
      await admin.call('PATCH', `/admin/keys/${id}`, { require_signature: false });
      expect((await call('GET', '/protected')).status).toBe(200);
    });

    it('loses nothing of what others change at the same moment', async () => {
      for (let round = 0; round < 3; round += 1) {
        const path = `/admin/keys/${(await create({ name: 'shared', role: 'member' })).id}`;
        const replies = await Promise.all(
          CHANGES.map(([field, value]) => admin.call('PATCH', path, { [field]: value })),
        );
        expect(replies.map(({ status }) => status)).toEqual(CHANGES.map(() => 200));
        expect((await admin.call('GET', path)).body).toMatchObject(Object.fromEntries(CHANGES));
      }
    });

    it('does not fail because others change other administrators', async () => {
      const admins = await Promise.all(
        Array.from({ length: 8 }, () => create({ name: 'one of many', role: 'admin' })),
      );
      const replies = await Promise.all(
        Array.from({ length: 48 }, (_, index) =>
          admin.call('PATCH', `/admin/keys/${admins[index % 8]?.id ?? ''}`, {
            name: `turn ${String(index)}`,
          }),
        ),
      );
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    });
  });
});
