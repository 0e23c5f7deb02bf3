import { validated } from '../http';
import { refusalOf } from '../kernel/refusal.fixture';
import { ChainListQuery, ChainStepsQuery } from './chains.dto';

describe('the query of a list of chains', () => {
  it.each([
    {},
    ...['updated_at', '-updated_at', 'created_at', '-created_at', 'cost_usd', '-cost_usd'].map((sort) => ({
      sort,
    })),
    { sort: 'steps', page: '2', page_size: '200' },
    { sort: '-steps' },
    { owner: 'key:4fK2aB3dEfGh' },
    { owner: 'user:9aB3dEfGh1jK/Zoë, the second'.replace(',', '') },
    { owner: `key:4fK2aB3dEfGh/${'客'.repeat(200)}` },
    { owner: `key:4fK2aB3dEfGh/a.b_c@d:e/f+g-h` },
    { type: 'query' },
    { type: 'mrr_analysis' },
    { from: '2026-11-01', to: '2026-11-21T12:00:00+01:00' },
  ])('may be %j', async (query) => {
    await expect(validated(ChainListQuery, query)).resolves.toMatchObject(query);
  });

  it.each<[string, readonly unknown[]]>([
    [
      'sort',
      ['', '-', '--steps', 'cost_micro_usd', 'title', 'id', 'steps desc', 'toString', ['steps'], null],
    ],
    ['owner', ['', "key:abc'", 'a%', 'a*', 'a\u0000', 'a\n', '\u202e', 'x'.repeat(257), ['key:abc'], null]],
    ['type', ['', 'MRR', 'a-b', '1a', '_a', `a${'b'.repeat(64)}`, ['query'], null]],
    ['from', ['', 'now', '2026-02-30', '2026-11-21T12:00:00', ['2026-11-21'], null]],
    ['to', ['', '1', '2026-11-21 12:00', ['2026-11-21'], null]],
    ['page', ['0', '-1', 'x', '1000000', ['1']]],
    ['page_size', ['0', '201', '1.5']],
    ['limit', ['5']],
    ['key_id', ['abc']],
  ])('%s is refused by its name unless it is right', async (field, values) => {
    for (const value of values) {
      const { code, extras } = await refusalOf(() => validated(ChainListQuery, { [field]: value }));
      expect([value, code, extras.fields]).toEqual([value, 'validation_failed', [field]]);
    }
  });
});

describe('the query of one chain', () => {
  it.each([{}, { page: '1' }, { page: '999999', page_size: '50' }, { page_size: '1' }])(
    'may be %j',
    async (query) => {
      await expect(validated(ChainStepsQuery, query)).resolves.toMatchObject(query);
    },
  );

  it.each([
    { page: '0' },
    { page: ['1', '2'] },
    { page_size: '51' },
    { page_size: '0' },
    { page_size: '' },
    { sort: 'position' },
  ])('may not be %j', async (query) => {
    const { code, extras } = await refusalOf(() => validated(ChainStepsQuery, query));
    expect([code, extras.fields]).toEqual(['validation_failed', Object.keys(query)]);
  });
});
