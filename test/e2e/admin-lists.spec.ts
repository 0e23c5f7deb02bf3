import { adminOf, type Admin, type Shown } from '../support/admin';
import { reply } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { exchange, rawRequest } from '../support/raw-http';

let gateway: TestGateway;
let admin: Admin;

const names = ['page-1', 'page-2', 'page-3'];
const PASSWORD = 'correct horse battery';

beforeAll(async () => {
  gateway = await startGateway();
  admin = await adminOf(gateway);
  for (const name of names.toReversed()) {
    await admin.call('POST', '/admin/keys', { name, role: 'member' });
    await admin.call('POST', '/admin/users', { username: name, password: PASSWORD, role: 'member' });
  }
});

afterAll(async () => {
  await gateway.stop();
});

interface Row {
  readonly id: string;
  readonly name?: string;
  readonly username?: string;
  readonly created_at: string;
}

describe.each([
  ['/admin/keys', 'name'],
  ['/admin/users', 'username'],
] as const)('the list of %s', (path, label) => {
  const list = async (query: string): Promise<Shown<Row>> => {
    const { status, body } = await admin.call<Shown<Row>>('GET', `${path}${query}`);
    expect(status).toBe(200);
    return body;
  };

  it('has pages of 50 in the order of making, unless it is asked otherwise', async () => {
    const { meta, data } = await list('');
    expect(meta).toEqual({ page: 1, page_size: 50, total: data.length });
    const times = data.map(({ created_at: at }) => at);
    expect(times).toEqual(times.toSorted());
  });

  it.each([
    ['created_at', 1],
    ['created_at', -1],
    [label, 1],
    [label, -1],
  ] as const)('is sorted by %s (%i) over all pages', async (column, direction) => {
    const sort = `?sort=${direction === 1 ? '' : '-'}${column}`;
    const { meta, data: all } = await list(`${sort}&page_size=200`);
    const pages = await Promise.all(
      Array.from({ length: Math.ceil(meta.total / 2) }, (_, page) =>
        list(`${sort}&page_size=2&page=${String(page + 1)}`),
      ),
    );
    expect(pages.flatMap(({ data }) => data)).toEqual(all);
    expect(pages[0]?.meta).toEqual({ page: 1, page_size: 2, total: all.length });
    const values = all.filter((row) => names.includes(row[label] ?? '')).map((row) => row[column]);
    expect(values).toHaveLength(names.length);
    expect(values).toEqual(direction === 1 ? values.toSorted() : values.toSorted().toReversed());
  });

  it('is empty past its end', async () => {
    const { meta, data } = await list('?page=999999&page_size=200');
    expect([meta.page, meta.page_size, data]).toEqual([999_999, 200, []]);
    expect(meta.total).toBeGreaterThanOrEqual(names.length);
  });
});

describe.each(['/admin/keys', '/admin/users'])('a query of %s', (path) => {
  it.each([
    ['?page=0', 'page'],
    ['?page=-1', 'page'],
    ['?page=', 'page'],
    ['?page=1.5', 'page'],
    ['?page=1e3', 'page'],
    ['?page=01', 'page'],
    ['?page=%201', 'page'],
    ['?page=1000000', 'page'],
    ['?page=99999999999999999999', 'page'],
    ['?page=1&page=1', 'page'],
    ['?page[]=1', 'page[]'],
    ['?page[a]=1', 'page[a]'],
    ['?page%5B%5D=1', 'page[]'],
    ['?page_size=0', 'page_size'],
    ['?page_size=-5', 'page_size'],
    ['?page_size=201', 'page_size'],
    ['?page_size=1&page_size=2', 'page_size'],
    ['?page_size=all', 'page_size'],
    ['?sort=', 'sort'],
    ['?sort=hash', 'sort'],
    ['?sort=--name', 'sort'],
    ['?sort=name;drop table users', 'sort'],
    ['?sort=name&sort=-name', 'sort'],
    ['?sort=Name', 'sort'],
    ['?limit=5', 'limit'],
    ['?Page=1', 'Page'],
    ['?__proto__=1', '__proto__'],
    ['?constructor=1', 'constructor'],
    ['?toString', 'toString'],
  ])('%s is a 400 that names %s', async (query, field) => {
    const { status, body } = await admin.call('GET', `${path}${query}`);
    expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', [field]]);
  });
});

describe('query parameters', () => {
  it.each([
    ['GET', '/protected'],
    ['GET', '/api/rate-limit-status'],
    ['GET', '/admin/keys/000000000000'],
    ['DELETE', '/admin/keys/000000000000'],
    ['PATCH', '/admin/users/000000000000'],
    ['POST', '/api/query'],
  ])('are refused by %s %s, which takes none', async (method, path) => {
    const { status, body } = await admin.call(
      method,
      `${path}?role=admin`,
      method === 'GET' ? undefined : {},
    );
    expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', ['role']]);
  });

  it.each(['/health', '/health/live'])('are anybody’s to add to %s', async (path) => {
    expect((await reply(await fetch(`${gateway.url}${path}?cache=1&a[]=2&a=3`))).status).toBe(200);
    expect((await admin.call('GET', `${path}?cache=1`)).status).toBe(200);
  });
});

describe('a hostile id finds nothing', () => {
  const swapped = (text: string): string =>
    text.replaceAll(/[a-z]/gi, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
  const REQUESTS = [...['GET ', 'DELETE ', 'PATCH '], ...['POST /rotate', 'POST /revoke']].map(
    (text) => text.split(' ') as [string, string],
  );

  it.each<[string, (id: string) => string]>([
    ['NUL', () => '%00'],
    ['an id and NUL', (id) => `${id}%00`],
    ['a way up', () => '..%2f..%2fetc%2fpasswd'],
    ['a plain way up', (id) => `../keys/${id}x`],
    ['10,000 characters', () => 'a'.repeat(10_000)],
    ['unicode', () => '%F0%9F%94%91'],
    ['broken UTF-8', () => '%ff%fe'],
    ['a broken escape', () => '%zz'],
    ['SQL', () => "';%20drop%20table%20api_keys;--"],
    ['more SQL', () => "x'%20or%20'1'='1"],
    ['a wildcard', () => '%25'],
    ['the other case', swapped],
    ['an id with a space', (id) => `${id}%20`],
    ['an id and more', (id) => `${id}0`],
    ['a part of an id', (id) => id.slice(0, -1)],
    ['a whole key', () => admin.key],
    ['__proto__', () => '__proto__'],
    ['an id that nobody has', () => '000000000000'],
  ])('%s', async (_, hostile) => {
    const { body } = await admin.call<Row>('POST', '/admin/keys', { name: 'target', role: 'member' });
    for (const kind of ['keys', 'users'])
      for (const [method, tail] of REQUESTS) {
        const headers = ['Host: gateway', `x-api-key: ${admin.key}`, 'Connection: close'];
        const text = method === 'PATCH' || tail === '/rotate' ? '{}' : '';
        if (text !== '') headers.push('Content-Type: application/json', 'Content-Length: 2');
        const line = `${method} /admin/${kind}/${hostile(body.id)}${tail} HTTP/1.1`;
        const { answers } = await exchange(gateway.url, rawRequest(line, headers, text));
        expect([400, 404]).toContain(answers[0]?.status);
      }
    expect((await admin.call('GET', `/admin/keys/${body.id}`)).body).toMatchObject({ revoked_at: null });
  });
});
