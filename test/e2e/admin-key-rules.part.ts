import { adminOf, type Admin, type Shown, type ShownKey } from '../support/admin';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';

describe('the rules of a key', () => {
  let gateway: TestGateway;
  let admin: Admin;
  /** The key that no change below succeeds with. */
  let id: string;

  beforeAll(async () => {
    gateway = await sharedGateway();
    admin = await adminOf(gateway);
    const { body } = await admin.call<ShownKey>('POST', '/admin/keys', { name: 'target', role: 'member' });
    id = body.id;
  });

  const NETWORKS = [
    ...['', ' ', '*', 'any', 'localhost', 'example.com', '-', '/', '0', '127.1', '127.0.1', '2130706433'],
    ...['0x7f.0.0.1', '010.0.0.1', '10.0.0.010', '256.0.0.1', '1.2.3.4.5', '1.2.3', '1.2.3.', '.1.2.3.4'],
    ...[
      '0.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/-1',
      '10.0.0.0/08',
      '10.0.0.0/ 8',
      '10.0.0.0/8/8',
      '10.0.0.0/8x',
    ],
    ...[
      '10.0.0.0/255.0.0.0',
      '10.0.0.1-10.0.0.9',
      '10.0.0.1,10.0.0.2',
      '10.0.0.1:80',
      ' 10.0.0.1',
      '10.0.0.1\n',
    ],
    ...[
      '10.0.0.1\u0000',
      '１０.0.0.1',
      '10。0。0。1',
      '[::1]',
      '::1/129',
      ':::',
      '::g',
      '1::2::3',
      'fe80::1%eth0',
    ],
    ...['::ffff:10.0.0.0/95', '::ffff:010.0.0.1', '::127.1', '12345::', `10.0.0.0/${'0'.repeat(10_000)}`],
  ];

  const ORIGINS = [
    ...['', ' ', 'null', 'none', 'app.example.com', '//app.example.com', 'https://', 'https:app.example.com'],
    ...[
      'https://app.example.com/',
      'https://app.example.com/x',
      'https://app.example.com?x',
      'https://app.example.com#',
    ],
    ...[
      'https://App.example.com',
      'HTTPS://app.example.com',
      'https://app.example.com:443',
      'http://a.example.com:80',
    ],
    ...[
      'https://app.example.com:',
      'https://app.example.com:99999',
      'https://u@app.example.com',
      'https://bücher.example',
    ],
    ...[
      'ftp://app.example.com',
      'file:///etc',
      'chrome-extension://abc',
      'javascript:alert(1)',
      'data:,x',
      'ws://a.b',
    ],
    ...[
      'https://*',
      'https://*.com',
      'https://*.',
      '*.example.com',
      'https://*.*.example.com',
      'https://app.*.com',
    ],
    ...[
      'https://*example.com',
      'https://a*.example.com',
      'https://*.example.com/',
      'https://*.10.0.0.1',
      '**',
      '*.*',
    ],
    ...[
      '*://*.example.com',
      'https://*.Example.com',
      'https://*.com:8443',
      'https://*.localhost',
      'http*://a.b.com',
    ],
    ...[
      ' https://app.example.com',
      'https://app.example.com ',
      'https://a.com,https://b.com',
      'https://a.com\n',
    ],
    ...['https://a.com https://b.com', 'https://app.example.com\u0000', 'https://*.com.', 'https://0x7f.1'],
  ];

  const WRONG: Readonly<Record<string, readonly unknown[]>> = {
    name: ['', null, 1, [], {}, 'x'.repeat(81), 'a\nb', 'a\u0000b', '<script>', '"; drop table'],
    role: ['', null, 'Admin', 'root', 3, [], ['admin'], {}, 'admin '],
    mode: ['', null, 'Viewer', 'read', 1, [], {}],
    allowed_ips: [null, '10.0.0.0/8', {}, 1, [null], [1], [['10.0.0.1']], Array(101).fill('10.0.0.1')],
    allowed_origins: [null, '*', 'https://a.example.com', {}, [null], [{}], Array(101).fill('*')],
    models: [null, 'claude-sonnet-5-5', {}, { length: 0 }, [''], [null], ['a b'], ['*/'], ['x'.repeat(101)]],
    query_types: [null, 'mrr_analysis', {}, [''], ['MRR'], [1], ['mrr-analysis'], ['x'.repeat(65)]],
    max_concurrency: ['1', 0, -1, 1.5, 1e6, true, [], {}, [1]],
    expires_at: [
      ...['', 'soon', 'now', 1, true, [], {}, '2020-01-01', '2020-01-01T00:00:00Z', '2099-01-31T12:00:00'],
      ...[
        '2099-13-01',
        '2099-02-30',
        '2099-01-31 12:00:00Z',
        '+012099-01-31',
        '31.01.2099',
        4_073_500_800_000,
      ],
      ...['2099-01-31T25:00:00Z', '2099-01-31T12:00:00+99:99', '2099-01-31T12:00:00 Z'],
    ],
    require_signature: [null, 'true', 1, 0, [], {}],
    rate_limit: [1, 'x', true, [], [[]], [{ max_requests: 1, window_seconds: 1 }]],
    budget: [1, 'x', true, [], [[]], [{ limit_usd: 1, period: 'day' }]],
  };

  const NESTED: readonly (readonly [string, unknown, string])[] = [
    ...[0, -1, 1.5, '1', null, 1e10].map((value) => {
      return ['rate_limit', { max_requests: value, window_seconds: 60 }, 'rate_limit.max_requests'] as const;
    }),
    ...[0, -1, 1.5, '1', null, 86_401].map((value) => {
      return ['rate_limit', { max_requests: 1, window_seconds: value }, 'rate_limit.window_seconds'] as const;
    }),
    ['rate_limit', { max_requests: 1, window_seconds: 1, burst: 2 }, 'rate_limit.burst'],
    ['rate_limit', { window_seconds: 1 }, 'rate_limit.max_requests'],
    ...[-0.01, '1', null, 1e10, 0.1234567, 1e-7, 1.5e-7, 5e-324].map((value) => {
      return ['budget', { limit_usd: value, period: 'day' }, 'budget.limit_usd'] as const;
    }),
    ...['', 'week', 'DAY', null, 1].map((value) => {
      return ['budget', { limit_usd: 1, period: value }, 'budget.period'] as const;
    }),
    ['budget', { limit_usd: 1, period: 'day', spent: 0 }, 'budget.spent'],
  ];

  const FIELDS: readonly (readonly [string, unknown, string])[] = [
    ...Object.entries(WRONG).flatMap(([field, values]) =>
      values.map((value) => [field, value, field] as const),
    ),
    ...NETWORKS.map((text) => ['allowed_ips', ['10.0.0.0/8', text], 'allowed_ips'] as const),
    ...ORIGINS.map(
      (text) => ['allowed_origins', ['https://ok.example.com', text], 'allowed_origins'] as const,
    ),
    ...NESTED,
    ...[
      'id',
      'key',
      'hash',
      'created_at',
      'revoked_at',
      'signing_secret',
      'Name',
      'allowedIps',
      '',
      'toString',
    ].map((field) => [field, 'x', field] as const),
  ];

  const TABLE = FIELDS.map(([field, value, named]) => {
    const text = JSON.stringify(value);
    const shown = text.length > 60 ? `${text.slice(0, 40)}… (${String(text.length)} characters)` : text;
    return [field, shown, value, named] as const;
  });

  describe('a field that is not what it should be is a 400 that names it, and changes nothing', () => {
    /** The target, and how many keys there are. */
    const state = async (): Promise<unknown> => {
      const { body } = await admin.call<Shown<ShownKey>>('GET', '/admin/keys?page_size=1');
      return [(await admin.call('GET', `/admin/keys/${id}`)).body, body.meta.total];
    };

    it.each(TABLE)('%s: %s', async (field, _, value, named) => {
      const before = await state();
      const sent = [
        await admin.call('POST', '/admin/keys', { name: 'refused', role: 'member', [field]: value }),
        await admin.call('PATCH', `/admin/keys/${id}`, { [field]: value }),
      ];
      for (const { status, body } of sent)
        expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', [named]]);
      expect(await state()).toEqual(before);
    });

    it.each([
      ['{"__proto__":{"role":"admin"}}', '__proto__'],
      ['{"constructor":{"prototype":{}}}', 'constructor'],
      ['{"rate_limit":{"max_requests":1,"window_seconds":1,"__proto__":{}}}', 'rate_limit.__proto__'],
      ['{"max_concurrency":1e400}', 'max_concurrency'],
    ])('%s', async (text, named) => {
      const before = await state();
      const { status, body } = await admin.call('PATCH', `/admin/keys/${id}`, text);
      expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', [named]]);
      expect(await state()).toEqual(before);
    });
  });
});
