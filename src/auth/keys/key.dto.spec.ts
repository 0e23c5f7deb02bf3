import fc from 'fast-check';
import { StrictPipe } from '../../http';
import { CAPABILITY_NAMES } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ChangeKeyDto, CreateKeyDto, KeyListQuery, RotateKeyDto } from './key.dto';
import { changeOf, requestOf } from './key-views';

const pipe = new StrictPipe();
const check = (
  metatype: new () => object,
  value: unknown,
  type: 'body' | 'query' = 'body',
): Promise<unknown> => pipe.transform(value, { type, metatype });

const GOOD = { name: 'mine', role: 'member' };
const many = (one: string, count = 101): string[] =>
  Array.from({ length: count }, (_, at) => one.replace('#', String(at)));

/** What may stand in a field, and what may not; each value alone, beside what is required. */
const FIELDS: Readonly<
  Record<string, { readonly good: readonly unknown[]; readonly bad: readonly unknown[] }>
> = {
  name: {
    good: ['a', 'x'.repeat(80), 'Ünïcode 東京 1', 'ops._@:/-'],
    bad: ['', 'x'.repeat(81), 'a\nb', 'a\0', '<b>', 'a"b', '\u202e', 5, null, [], ['a']],
  },
  role: {
    good: ['readonly', 'analyst', 'member', 'admin'],
    bad: ['root', 'Admin', '', 0, null, ['admin'], {}],
  },
  mode: { good: ['viewer', 'full'], bad: ['Viewer', '', null, true, ['full']] },
  allowed_ips: {
    good: [[], ['10.0.0.1'], ['10.0.0.0/8', '2001:db8::/32', '::ffff:10.0.0.0/104'], many('10.0.0.1', 100)],
    bad: [
      ['0.0.0.0/33'],
      ['010.0.0.1'],
      ['127.1'],
      ['localhost'],
      [''],
      ['10.0.0.1 '],
      ['*'],
      ['10.0.0.1', 'junk'],
      [5],
      [null],
      [['10.0.0.1']],
      '10.0.0.1',
      null,
      {},
      many('10.0.0.1'),
    ],
  },
  allowed_origins: {
    good: [[], ['*'], ['https://a.example.com', 'http://localhost:3000', 'https://*.example.com']],
    bad: [
      ['null'],
      [''],
      ['https://a.example.com/'],
      ['https://A.example.com'],
      ['https://*.com'],
      ['https://*.*.example.com'],
      ['a.example.com'],
      ['https://user@a.example.com'],
      ['https://a.example.com', 5],
      ['**'],
      '*',
      null,
      many('https://a#.example.com'),
    ],
  },
  models: {
    good: [[], ['claude-sonnet-5-5'], ['a', 'B_1.x']],
    bad: [[''], ['a b'], ['a/b'], ['x'.repeat(101)], [5], 'claude-sonnet-5-5', null, many('m#')],
  },
  query_types: {
    good: [[], ['mrr_analysis']],
    bad: [[''], ['Mrr'], ['1a'], ['x'.repeat(65)], [null], 'mrr_analysis', null, many('q#')],
  },
  capabilities: {
    good: [[], ['*'], ['claude-code', 'url_sources'], CAPABILITY_NAMES],
    bad: [
      ...['', 'everything', 'Thread', 'toString'].map((one) => [one]),
      ['*', 5],
      '*',
      null,
      many('thread'),
    ],
  },
  on_disconnect: { good: ['abort', 'drain'], bad: ['', 'Abort', 'keep', null, true, ['abort'], {}] },
  rate_limit: {
    good: [
      null,
      { max_requests: 1, window_seconds: 1 },
      { max_requests: 1_000_000_000, window_seconds: 86_400 },
    ],
    bad: ['100/60', 5, true, [], [{ max_requests: 1, window_seconds: 1 }]],
  },
  budget: {
    good: [null, { limit_usd: 12.5, period: 'month' }, { limit_usd: 5, period: 'day', soft_percent: 1 }],
    bad: ['5', 5, [], [{ limit_usd: 1, period: 'day' }]],
  },
  max_concurrency: { good: [null, 1, 100_000], bad: [0, -1, 1.5, 100_001, '1', NaN, Infinity, [], true] },
  expires_at: {
    good: [null, '2027-01-31', '2027-01-31T12:00Z', '2027-01-31T12:00:00.123456789+05:30', '2028-02-29'],
    bad: [
      '',
      'tomorrow',
      '2027-01-31T12:00:00',
      '2027-01-31 12:00:00Z',
      '2027-1-31',
      '2027-13-01',
      '2027-00-01',
      '2027-01-32',
      '2027-02-30',
      '2027-02-29',
      '2027-01-31T25:00:00Z',
      '2027-01-31T12:60:00Z',
      '2027-01-31T12:00:00+99:99',
      '31/01/2027',
      1_800_000_000_000,
      true,
      ['2027-01-31'],
    ],
  },
  require_signature: { good: [true, false], bad: ['true', 0, null, []] },
};

const rows = (which: 'good' | 'bad'): [string, unknown][] =>
  Object.entries(FIELDS).flatMap(([field, values]) =>
    values[which].map((value) => [field, value] as [string, unknown]),
  );

const BODIES = [
  ['a new key', CreateKeyDto, GOOD],
  ['a change', ChangeKeyDto, {}],
] as const;

describe.each(BODIES)('the body of %s', (_, metatype, base) => {
  it.each(rows('good'))('takes %s = %j', async (field, value) => {
    await expect(check(metatype, { ...base, [field]: value })).resolves.toMatchObject({ [field]: value });
  });

  it.each(rows('bad'))('refuses %s = %j and names the field', async (field, value) => {
    const { code, extras } = await refusalOf(() => check(metatype, { ...base, [field]: value }));
    expect(code).toBe('validation_failed');
    expect(extras.fields?.map((name) => name.split('.')[0])).toContain(field);
  });

  it.each<[string, object]>([
    ['rate_limit.max_requests', { rate_limit: { max_requests: 0, window_seconds: 60 } }],
    ['rate_limit.max_requests', { rate_limit: { max_requests: 1_000_000_001, window_seconds: 60 } }],
    ['rate_limit.max_requests', { rate_limit: { max_requests: 1.5, window_seconds: 60 } }],
    ['rate_limit.max_requests', { rate_limit: { max_requests: '5', window_seconds: 60 } }],
    ['rate_limit.max_requests', { rate_limit: { window_seconds: 60 } }],
    ['rate_limit.window_seconds', { rate_limit: { max_requests: 5, window_seconds: 0 } }],
    ['rate_limit.window_seconds', { rate_limit: { max_requests: 5, window_seconds: 86_401 } }],
    ['rate_limit.window_seconds', { rate_limit: { max_requests: 5, window_seconds: null } }],
    ['rate_limit.window_seconds', { rate_limit: { max_requests: 5 } }],
    ['rate_limit.burst', { rate_limit: { max_requests: 5, window_seconds: 60, burst: 1 } }],
    ['unknown', { unknown: 1 }],
    ['id', { id: 'abcdefghijkl' }],
    ['key', { key: 'sp_x' }],
    ['hash', { hash: 'x' }],
    ['revoked_at', { revoked_at: null }],
  ])('refuses a wrong %s: %j', async (field, part) => {
    const { code, extras } = await refusalOf(() => check(metatype, { ...base, ...part }));
    expect([code, extras.fields]).toEqual(['validation_failed', [field]]);
  });

  it('is refused, and never breaks anything, whatever stands in it', async () => {
    const field = fc.constantFrom(...Object.keys(FIELDS));
    const inner = fc.constantFrom(
      ...['max_requests', 'window_seconds', 'limit_usd', 'period', 'soft_percent', 'x'],
    );
    const value = fc.oneof(fc.jsonValue(), fc.dictionary(inner, fc.oneof(fc.double(), fc.jsonValue())));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(field, value), async (body) => {
        const read = await check(metatype, { ...base, ...body }).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toMatchObject({ code: 'validation_failed' });
        else expect(() => changeOf(read as ChangeKeyDto)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

it.each([['name'], ['role']])('a new key needs its %s, a change does not', async (field) => {
  expect((await refusalOf(() => check(CreateKeyDto, { ...GOOD, [field]: undefined }))).extras).toMatchObject({
    title: 'Missing required fields',
    fields: [field],
  });
  await expect(check(ChangeKeyDto, {})).resolves.toBeInstanceOf(ChangeKeyDto);
});

it('a limit that is taken apart is a limit that was checked', async () => {
  const body = {
    ...GOOD,
    rate_limit: { max_requests: 5, window_seconds: 60 },
    budget: { limit_usd: 1.1, period: 'day', soft_percent: 75 },
  };
  expect(requestOf((await check(CreateKeyDto, body)) as CreateKeyDto)).toMatchObject({
    rateLimit: { maxRequests: 5, windowSeconds: 60 },
    budget: { limit: 1_100_000n, period: 'day', softPercent: 75 },
  });
});

describe('the body of a rotation', () => {
  it.each([[{}], [{ grace_seconds: 0 }], [{ grace_seconds: 604_800 }]])('may be %j', async (body) => {
    await expect(check(RotateKeyDto, body)).resolves.toEqual(body);
  });

  it.each([-1, 1.5, 604_801, '60', null, NaN, [60]])('has no grace of %j seconds', async (seconds) => {
    const { extras } = await refusalOf(() => check(RotateKeyDto, { grace_seconds: seconds }));
    expect(extras.fields).toEqual(['grace_seconds']);
  });
});

describe('the query of a list of keys', () => {
  it.each([
    {},
    { page: '1' },
    { page: '999999', page_size: '200' },
    { sort: 'created_at' },
    { sort: '-name' },
  ])('may be %j', async (query) => {
    await expect(check(KeyListQuery, query, 'query')).resolves.toEqual(query);
  });

  it.each([
    ['page', '0'],
    ['page', '-1'],
    ['page', '01'],
    ['page', '1.0'],
    ['page', '1000000'],
    ['page', ''],
    ['page', ['1', '2']],
    ['page_size', '0'],
    ['page_size', '201'],
    ['page_size', '1e2'],
    ['page_size', ['5', '5']],
    ['sort', ''],
    ['sort', 'hash'],
    ['sort', '--name'],
    ['sort', 'name,role'],
    ['sort', ['name', 'name']],
    ['page[size]', '5'],
    ['limit', '5'],
  ])('may not have %s = %j', async (field, value) => {
    const { extras } = await refusalOf(() => check(KeyListQuery, { [field]: value }, 'query'));
    expect(extras.fields).toEqual([field]);
  });
});
