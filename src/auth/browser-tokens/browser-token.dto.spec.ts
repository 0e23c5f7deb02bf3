import { StrictPipe } from '../../http';
import { refusalOf } from '../../kernel/refusal.fixture';
import { MintDto } from './browser-token.dto';

const pipe = new StrictPipe();
const check = (body: unknown): Promise<unknown> => pipe.transform(body, { type: 'body', metatype: MintDto });

const GOOD = { origin: 'https://app.example.com', ttl_seconds: 300 };
const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `m${String(at)}`);

const FIELDS: Readonly<
  Record<string, { readonly good: readonly unknown[]; readonly bad: readonly unknown[] }>
> = {
  origin: {
    good: ['https://app.example.com', 'http://localhost:3000'],
    bad: [
      '*',
      'null',
      '',
      'https://*.example.com',
      'https://app.example.com/',
      'https://app.example.com:443',
      'https://App.example.com',
      'https://a.example.com https://b.example.com',
      'app.example.com',
      ['https://app.example.com'],
      5,
      null,
    ],
  },
  ttl_seconds: { good: [60, 900], bad: [59, 901, 0, -1, 60.5, '60', null, NaN, Infinity, [60]] },
  role: { good: ['readonly', 'admin'], bad: ['root', 'Member', '', null, ['member']] },
  mode: { good: ['viewer', 'full'], bad: ['none', '', null, true] },
  query_types: { good: [['mrr_analysis']], bad: [[], [''], ['Mrr'], 'mrr_analysis', [5], null, many(101)] },
  models: {
    good: [['claude-sonnet-5-5'], many(100)],
    bad: [[], [''], ['a b'], 'm', [null], null, many(101)],
  },
  capabilities: {
    good: [[], ['*'], ['claude-code', 'thread']],
    bad: [
      [''],
      ['everything'],
      ['thread', 5],
      ['toString'],
      [null],
      'thread',
      null,
      {},
      Array.from({ length: 101 }, () => 'thread'),
    ],
  },
  max_requests: { good: [1, 1_000_000], bad: [0, -1, 1.5, 1_000_001, '1', null, [1]] },
  max_cost_usd: {
    good: [0.000001, 0.25, 1_000_000],
    bad: [0, -1, 1e-7, 1.5e-7, 0.0000015, 1_000_000.5, 1e300, '1', null, NaN, [1]],
  },
  subject: {
    good: ['customer 42', 'a@b.example/Ünal:1+_-', 'x'.repeat(200)],
    bad: ['', 'x'.repeat(201), 'a\nb', '<b>', 'a"b', 5, null, ['a']],
  },
};
const rows = (which: 'good' | 'bad'): [string, unknown][] =>
  Object.entries(FIELDS).flatMap(([field, values]) =>
    values[which].map((value) => [field, value] as [string, unknown]),
  );

describe('the body of a browser token', () => {
  it('may say nothing but for which page and how long', async () => {
    await expect(check(GOOD)).resolves.toEqual(GOOD);
  });

  it.each(rows('good'))('takes %s = %j', async (field, value) => {
    await expect(check({ ...GOOD, [field]: value })).resolves.toMatchObject({ [field]: value });
  });

  it.each(rows('bad'))('refuses %s = %j and names the field', async (field, value) => {
    const { code, extras } = await refusalOf(() => check({ ...GOOD, [field]: value }));
    expect([code, extras.fields]).toEqual(['validation_failed', [field]]);
  });

  it.each(['origin', 'ttl_seconds'])('needs its %s', async (field) => {
    const { extras } = await refusalOf(() => check({ ...GOOD, [field]: undefined }));
    expect(extras).toMatchObject({ title: 'Missing required fields', fields: [field] });
  });

  it.each(['parent', 'sub', 'jti', 'exp', 'allowed_origins', 'rate_limit', '__proto__x'])(
    'has no field %s',
    async (field) => {
      expect((await refusalOf(() => check({ ...GOOD, [field]: 1 }))).extras.fields).toEqual([field]);
    },
  );
});
