import { addCalls, callOf } from '../../src/usage/reports/calls.fixture';
import { adminOf, callerWith, idOf, type Admin, type Call } from '../support/admin';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { createUser, tokensOf, type TestUser } from '../support/users';

interface Report {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly data: readonly Readonly<Record<string, string | number | null>>[];
  readonly totals: Readonly<Record<string, number>>;
}

/** What the calls of each cost, in millionths: a sum says whose are in it. */
const COSTS = { member: 1, memberPage: 10, analyst: 100, user: 1000, userPage: 10_000, others: 100_000 };
const ALL = 111_111;

let gateway: TestGateway;
let admin: Admin;
let user: TestUser;
let callers: Readonly<Record<string, Call>>;
let memberId: string;

beforeAll(async () => {
  gateway = await startGateway();
  admin = await adminOf(gateway);
  user = await createUser(gateway, { username: 'ada' });
  const [analystKey, readonlyKey, viewerKey] = await Promise.all([
    gateway.createKey({ role: 'analyst' }),
    gateway.createKey({ role: 'readonly' }),
    gateway.createKey({ role: 'admin', mode: 'viewer' }),
  ]);
  const looker = await createUser(gateway, { role: 'readonly' });
  const boss = await createUser(gateway, { role: 'admin' });
  const tokenOf = async (who: TestUser): Promise<string> => (await tokensOf(gateway, who)).access_token;
  const [userToken, lookerToken, bossToken] = [
    await tokenOf(user),
    await tokenOf(looker),
    await tokenOf(boss),
  ];
  memberId = idOf(gateway.key);
  callers = {
    member: callerWith(gateway, gateway.key),
    'page of member': pageWith(gateway, await tokenFrom(gateway, gateway.key, { subject: 'customer 42' })),
    'other page of member': pageWith(gateway, await tokenFrom(gateway, gateway.key)),
    analyst: callerWith(gateway, analystKey),
    readonly: callerWith(gateway, readonlyKey),
    admin: admin.call,
    viewer: callerWith(gateway, viewerKey),
    'page of admin': pageWith(gateway, await tokenFrom(gateway, admin.key, { role: 'admin' })),
    'readonly page of admin': pageWith(gateway, await tokenFrom(gateway, admin.key, { role: 'readonly' })),
    user: callerWith(gateway, userToken),
    'page of user': pageWith(gateway, await tokenFrom(gateway, userToken, { subject: 'customer 42' })),
    'readonly user': callerWith(gateway, lookerToken),
    'admin user': callerWith(gateway, bossToken),
  };
  const ofUser = { key_id: null, user_id: user.id };
  const now = Date.now() - 1;
  await addCalls(gateway.database, [
    callOf({ created_at: now, key_id: memberId, cost_micro_usd: COSTS.member }),
    callOf({
      created_at: now,
      key_id: memberId,
      principal: `key:${memberId}/customer 42`,
      token_id: 'page of member',
      cost_micro_usd: COSTS.memberPage,
    }),
    callOf({ created_at: now, key_id: idOf(analystKey), cost_micro_usd: COSTS.analyst }),
    callOf({ created_at: now, ...ofUser, principal: `user:${user.id}`, cost_micro_usd: COSTS.user }),
    callOf({
      created_at: now,
      ...ofUser,
      principal: `user:${user.id}/customer 42`,
      token_id: 'page of user',
      cost_micro_usd: COSTS.userPage,
    }),
    callOf({ created_at: now, key_id: '000000000000', cost_micro_usd: COSTS.others }),
  ]);
});

afterAll(async () => {
  await gateway.stop();
});

const micro = (usd: unknown): number => Math.round(Number(usd) * 1e6);

describe('GET /api/usage', () => {
  it.each([
    ['member', COSTS.member + COSTS.memberPage],
    ['page of member', COSTS.memberPage],
    ['other page of member', 0],
    ['analyst', COSTS.analyst],
    ['readonly', ALL],
    ['admin', ALL],
    ['viewer', ALL],
    ['page of admin', 0],
    ['readonly page of admin', 0],
    ['user', COSTS.user + COSTS.userPage],
    ['page of user', COSTS.userPage],
    ['readonly user', ALL],
    ['admin user', ALL],
  ])('shows a %s exactly what they may see, as JSON, as CSV and however they ask', async (who, cost) => {
    const call = callers[who] as Call;
    const { status, body, headers } = await call<Report>('GET', '/api/usage?group_by=key,user');
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(micro(body.totals['cost_usd'])).toBe(cost);
    expect(body.data.reduce((sum, group) => sum + micro(group['cost_usd']), 0)).toBe(cost);
    const { text } = await call('GET', '/api/usage?format=csv');
    const [head = '', ...lines] = text.trim().split('\r\n');
    const at = head.split(',').indexOf('cost_usd');
    expect(lines.reduce((sum, line) => sum + micro(line.split(',')[at]), 0)).toBe(cost);

    // A filter narrows; it opens nothing. The others' key has one call, of 100,000.
    const others = await call<Report>('GET', '/api/usage?key_id=000000000000&group_by=key');
    expect(micro(others.body.totals['cost_usd'])).toBe(cost === ALL ? COSTS.others : 0);
  });

  it('is a list with its range, its groups and their names', async () => {
    const path = '/api/usage?group_by=user,key&sort=cost_usd&page_size=2';
    const { body } = await admin.call<Report>('GET', path);
    expect(body.meta).toEqual({
      page: 1,
      page_size: 2,
      total: 4,
      from: expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00\.000Z$/),
      to: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      group_by: ['user', 'key'],
    });
    expect(body.data).toMatchObject([
      { user_id: null, username: null, key_id: memberId, key_name: 'test', requests: 2, cost_usd: 0.000011 },
      { user_id: null, username: null, key_name: 'test', requests: 1, cost_usd: 0.0001 },
    ]);
    const next = await admin.call<Report>('GET', `${path}&page=2`);
    expect(next.body.data).toMatchObject([
      { user_id: user.id, username: 'ada', key_id: null, key_name: null, requests: 2, cost_usd: 0.011 },
      { user_id: null, username: null, key_id: '000000000000', key_name: null, requests: 1, cost_usd: 0.1 },
    ]);
    expect(next.body.totals).toEqual(body.totals);
  });

  it('is CSV by parameter or by `Accept`, and the parameter wins', async () => {
    const csv = { accept: 'text/csv' };
    const types = await Promise.all(
      [
        admin.call('GET', '/api/usage?format=csv'),
        admin.call('GET', '/api/usage?format=csv', undefined, { accept: 'application/json' }),
        admin.call('GET', '/api/usage', undefined, csv),
        admin.call('GET', '/api/usage?format=json', undefined, csv),
        admin.call('GET', '/api/usage', undefined, { accept: 'text/html,*/*;q=0.8' }),
        admin.call('GET', '/api/usage', undefined, { accept: 'image/png' }),
      ].map(async (answer) => (await answer).headers.get('content-type')),
    );
    const [CSV, JSON] = ['text/csv; charset=utf-8', 'application/json; charset=utf-8'];
    expect(types).toEqual([CSV, CSV, CSV, JSON, JSON, JSON]);
    const { headers, text } = await admin.call('GET', '/api/usage?format=csv&from=2026-10-22&to=2026-11-21');
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="sallyport-usage-2026-10-22-2026-11-21.csv"',
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-ratelimit-limit')).not.toBeNull();
    expect(text.split('\r\n')[0]).toBe(
      'day,requests,settled,aborted,forfeited,orphaned,under_way,input_tokens,output_tokens,' +
        'cache_creation_input_tokens,cache_read_input_tokens,web_searches,cost_usd,reserved_usd',
    );
  });
});

describe('GET /admin/usage', () => {
  it.each(['admin', 'viewer', 'admin user', 'page of admin'])('shows all to a %s', async (who) => {
    const { body } = await (callers[who] as Call)<Report>('GET', '/admin/usage');
    expect(micro(body.totals['cost_usd'])).toBe(ALL);
  });

  it.each([
    'member',
    'analyst',
    'readonly',
    'user',
    'readonly user',
    'page of member',
    'readonly page of admin',
  ])('is not for a %s', async (who) => {
    const { status, body } = await (callers[who] as Call)('GET', '/admin/usage');
    expect([status, body['code']]).toEqual([403, 'role_denied']);
  });
});

describe.each(['/api/usage', '/admin/usage'])('a query of %s', (path) => {
  it.each([
    ['?from=yesterday', 'from'],
    ['?from=2026-11-21T12:00:00', 'from'],
    ['?from=2999-01-01', 'from'],
    ['?from=2020-01-01', 'from'],
    ['?from=2026-11-02&to=2026-11-01', 'from'],
    ['?to=2026-02-30', 'to'],
    ['?to=2026-11-21&to=2026-11-22', 'to'],
    ['?group_by=', 'group_by'],
    ['?group_by=day,day', 'group_by'],
    ['?group_by=day,key,user,model', 'group_by'],
    ['?group_by=hash', 'group_by'],
    ['?group_by=day&group_by=key', 'group_by'],
    ['?key_id=%00', 'key_id'],
    ['?user_id=%27', 'user_id'],
    ['?model=%00', 'model'],
    ['?route=', 'route'],
    ['?query_type=%25', 'query_type'],
    ['?sort=hash', 'sort'],
    ['?sort=key_id', 'sort'],
    ['?sort=cost_usd;drop table ledger', 'sort'],
    ['?page=0', 'page'],
    ['?page_size=201', 'page_size'],
    ['?format=csv&page=2', 'page'],
    ['?format=xml', 'format'],
    ['?principal=key:000000000000', 'principal'],
    ['?__proto__=1', '__proto__'],
  ])('%s is a 400 that names %s', async (query, field) => {
    const { status, body } = await admin.call('GET', `${path}${query}`);
    expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', [field]]);
  });
});
