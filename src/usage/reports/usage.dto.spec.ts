import { StrictPipe } from '../../http';
import type { GatewayError } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { UsageQuery } from './usage.dto';

const pipe = new StrictPipe();

const check = (query: object): Promise<unknown> =>
  pipe.transform(query, { type: 'query', metatype: UsageQuery });
const refused = (query: object): Promise<GatewayError> => refusalOf(() => check(query));

describe('the query of a report', () => {
  it.each([
    {},
    { from: '2026-11-01', to: '2026-11-21T12:00:00Z' },
    ...['day', 'key', 'user', 'model', 'route', 'query_type', 'query_type,day,key'].map((names) => ({
      group_by: names,
    })),
    {
      key_id: 'aB3dEfGh1jKl',
      user_id: '9aB3dEfGh1jK',
      model: 'anthropic/claude[1m]',
      route: '/v1/models/:id',
    },
    { query_type: 'mrr_analysis' },
    ...['day', '-day', 'key_id', '-user_id', 'model', 'route', 'query_type', '-cost_usd', 'requests'].map(
      (sort) => ({ sort }),
    ),
    { page: '2', page_size: '200', sort: '-output_tokens', format: 'csv' },
  ])('may be %j', async (query) => {
    await expect(check(query)).resolves.toMatchObject(query);
  });

  it.each<[string, readonly unknown[]]>([
    ['from', ['', 'now', '2026-02-30', '2026-11-21T12:00:00', ['2026-11-21', '2026-11-20'], null]],
    ['to', ['', '1', '2026-11-21 12:00', ['2026-11-21']]],
    [
      'group_by',
      [
        '',
        ',',
        'day,',
        'day,day',
        'Day',
        'day,key,user,model',
        'hash',
        'key_id',
        ['day', 'key'],
        '__proto__',
      ],
    ],
    ['key_id', ['', 'key:abc', 'a b', 'a%', "'", 'a\u0000', 'x'.repeat(41), ['a']]],
    ['user_id', ['', 'user:abc', '*', ['a']]],
    ['model', ['', 'a b', 'a\u0000', 'é', 'x'.repeat(201), ['a', 'b']]],
    ['route', ['', '/a b', '/\u0000', ['/a']]],
    ['query_type', ['', 'MRR', 'a-b', ['a']]],
    [
      'sort',
      [
        '',
        '-',
        '--day',
        'key',
        'key_name',
        'settled',
        'hash',
        'day,key_id',
        'cost_usd desc',
        ['day'],
        'toString',
      ],
    ],
    ['format', ['', 'CSV', 'xlsx', ['csv', 'json']]],
    ['page', ['0', 'x']],
    ['page_size', ['0', '201']],
    ['limit', ['5']],
    ['principal', ['key:abc']],
  ])('%s is refused by its name unless it is right', async (field, values) => {
    for (const value of values) {
      const { code, extras } = await refused({ [field]: value });
      expect([value, code, extras.fields]).toEqual([value, 'validation_failed', [field]]);
    }
  });
});
