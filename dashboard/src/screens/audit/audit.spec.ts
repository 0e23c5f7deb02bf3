import type { AuditRow } from '@sallyport/client';
import { differencesIn } from './act-diff';
import {
  addressOf,
  filterOf,
  looksFurther,
  pageOf,
  parametersOf,
  SHOWN,
  showing,
  shownBy,
  type AuditFilter,
} from './audit-filter';
import { wordsOf } from './audit-words';
import { ROUTE_WORDS } from './route-words';
import { paths } from '../../../../openapi.json';

describe('the filter of the trail', () => {
  it('is the same after it has been in an address', () => {
    const filter: AuditFilter = { from: '2026-11-01', actor: 'key:4fK2mZpQ7wXa/customer 42', status: '403' };
    const [, search = ''] = addressOf(filter, 3).split('?');
    const read = new URLSearchParams(search);
    expect(filterOf(read)).toEqual(filter);
    expect(pageOf(read)).toBe(3);
    expect(parametersOf(filter, 3, 50)).toEqual({ ...filter, status: 403, page: 3, page_size: 50 });
  });

  it('has nothing that nobody filled in, and nothing that it does not know', () => {
    expect(addressOf({ actor: '  ', layer: '' })).toBe('/audit');
    expect(filterOf(new URLSearchParams('actor=&foo=bar&layer=budget'))).toEqual({ layer: 'budget' });
  });

  it.each([['x'], ['-1'], ['0'], ['1.5'], ['']])('begins on the first page in place of %p', (page) => {
    expect(pageOf(new URLSearchParams({ page }))).toBe(1);
  });

  it.each(SHOWN.map(({ value }) => value))('shows %s and nothing of what it showed before', (shown) => {
    const filter = showing({ kind: 'act', outcome: 'refused', client: '192.0.2.1' }, shown);
    expect(shownBy(filter)).toBe(shown);
    expect(filter.client).toBe('192.0.2.1');
    expect([filter.kind, filter.outcome].filter((one) => one !== undefined)).toHaveLength(
      shown === 'all' ? 0 : 1,
    );
  });

  it('looks further than what it shows at once', () => {
    expect(looksFurther({ from: '2026-11-01', kind: 'act' })).toBe(false);
    expect(looksFurther({ request_id: 'req_12345678' })).toBe(true);
  });
});

describe('a row in words', () => {
  const at = { writer: 'w', seq: 1, at: '2026-11-01T00:00:00.000Z', hash: 'h' };
  const nameOf = (owner: string): string => `<${owner}>`;
  it.each<[Partial<AuditRow>, string, string]>([
    [{ kind: 'request', method: 'POST', route: '/api/query', outcome: 'answered' }, 'Question', 'answered'],
    [
      { kind: 'request', method: 'GET', route: null, outcome: 'refused', code: 'not_found' },
      'GET no such route',
      'refused',
    ],
    [
      { kind: 'request', method: 'POST', route: '/login', outcome: 'refused', count: 12 },
      'Log-in × 12',
      'refused',
    ],
    [
      { kind: 'request', method: 'POST', route: '/api/query', outcome: 'client_left' },
      'Question',
      'client left',
    ],
    [
      { kind: 'act', action: 'key.revoked', target: 'key:a', before: {}, after: {} },
      'Key revoked: <key:a>',
      'done',
    ],
    [
      { kind: 'act', action: 'key.deleted', target: 'key:a', before: { name: 'Old' }, after: null },
      'Key deleted: Old',
      'done',
    ],
    [
      { kind: 'act', action: 'user.created', target: 'user:a', after: { username: 'al' } },
      'User created: al',
      'done',
    ],
    [{ kind: 'act', action: 'new_thing.done', target: 'x' }, 'New thing done: <x>', 'done'],
    [{ kind: 'opened', version: '1.0.0', heads: [] }, 'A gateway started', 'trail'],
    [{ kind: 'closed' }, 'A gateway ended in order', 'trail'],
    [{ kind: 'witness', heads: [] }, 'Sign of life', 'trail'],
    [{ kind: 'lost', count: 1200, since: at.at }, '1,200 requests are not on record', 'gap'],
  ])('%j', (part, what, outcome) => {
    const words = wordsOf({ ...at, ...part } as AuditRow, nameOf);
    expect([words.what, words.outcome]).toEqual([what, outcome]);
  });
});

describe('what an act changed', () => {
  it('is told member by member, also inside of members', () => {
    expect(
      differencesIn(
        { budget: { limit_usd: 25, period: 'day' }, models: [], name: 'a' },
        { budget: { limit_usd: 40, period: 'day' }, models: ['m', 'n'], name: 'a', signed: true },
      ),
    ).toEqual([
      { field: 'budget.limit_usd', before: '25', after: '40' },
      { field: 'models', before: '–', after: 'm, n' },
      { field: 'signed', before: '–', after: 'true' },
    ]);
  });

  it.each([
    [null, { name: 'a' }, [{ field: 'name', before: '–', after: 'a' }]],
    [
      { budget: null },
      { budget: { period: 'day' } },
      [{ field: 'budget.period', before: '–', after: 'day' }],
    ],
    [undefined, undefined, []],
    ['text', 5, []],
  ])('of %j to %j', (before, after, differences) => {
    expect(differencesIn(before, after)).toEqual(differences);
  });
});

it('every route of the gateway has a name in the trail', () => {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(routes.filter((route) => ROUTE_WORDS[route] === undefined)).toEqual([]);
});
