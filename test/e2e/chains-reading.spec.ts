import { addChains, addSteps, chainRowOf, chainsIn, stepRowOf } from '../../src/chains/chains.fixture';
import { randomBase62 } from '../../src/kernel';
import type { ChainRow } from '../../src/storage';
import { adminOf, callerWith, idOf, type Call } from '../support/admin';
import { ask } from '../support/ask';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { chainsSeenBy } from '../support/chains';
import { startGateway, type TestGateway } from '../support/gateway';
import { createUser, tokensOf, type TestUser } from '../support/users';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(async () => {
  await gateway.stop();
});

beforeEach(() => gateway.database.attempt((db) => db.deleteFrom('chains').execute()));

async function chainIn(part: Partial<ChainRow>): Promise<string> {
  const row = chainRowOf({ id: randomBase62(20), ...part });
  await addChains(gateway.database, [row]);
  return row.id;
}

describe('who sees whose chains, and who deletes them', () => {
  const KEY = ['member', 'page of member'];
  const USER = ['user', 'page of user'];
  const ALL = [...KEY, ...USER, 'analyst', 'viewer', 'somebody'];
  /** Who asks; whose they see; whose they delete, or why they delete none. */
  const RIGHTS: readonly (readonly [string, readonly string[], readonly string[] | string])[] = [
    ['member', KEY, KEY],
    ['page of member', ['page of member'], ['page of member']],
    ['viewing page of member', ['page of member'], 'mode_denied'],
    ['other page of member', [], []],
    ['analyst', ['analyst'], 'role_denied'],
    ['readonly', ALL, 'role_denied'],
    ['readonly user', ALL, 'role_denied'],
    ['user', USER, USER],
    ['page of user', ['page of user'], ['page of user']],
    ['viewer', ['viewer'], 'mode_denied'],
    ['admin', ALL, ALL],
    ['viewing admin', ALL, 'mode_denied'],
    ['page of admin', [], []],
    ['readonly page of admin', [], 'role_denied'],
  ];
  const SUBJECT = 'Zoë 2';
  let callers: Readonly<Record<string, Call>>;
  let owners: Readonly<Record<string, Partial<ChainRow>>>;

  beforeAll(async () => {
    const [admin, analyst, readonly, viewingAdmin] = await Promise.all([
      gateway.createKey({ role: 'admin' }),
      gateway.createKey({ role: 'analyst' }),
      gateway.createKey({ role: 'readonly' }),
      gateway.createKey({ role: 'admin', mode: 'viewer' }),
    ]);
    const [user, viewer, looker] = await Promise.all([
      createUser(gateway),
      createUser(gateway, { mode: 'viewer' }),
      createUser(gateway, { role: 'readonly' }),
    ]);
    const tokenOf = async (who: TestUser): Promise<string> => (await tokensOf(gateway, who)).access_token;
    const userToken = await tokenOf(user);
    const page = async (minter: string, wish: object): Promise<Call> =>
      pageWith(gateway, await tokenFrom(gateway, minter, wish));
    callers = {
      member: callerWith(gateway, gateway.key),
      'page of member': await page(gateway.key, { subject: SUBJECT }),
      'viewing page of member': await page(gateway.key, { subject: SUBJECT, mode: 'viewer' }),
      'other page of member': await page(gateway.key, { subject: 'Zoë' }),
      analyst: callerWith(gateway, analyst),
      readonly: callerWith(gateway, readonly),
      'readonly user': callerWith(gateway, await tokenOf(looker)),
      user: callerWith(gateway, userToken),
      'page of user': await page(userToken, { subject: SUBJECT }),
      viewer: callerWith(gateway, await tokenOf(viewer)),
      admin: callerWith(gateway, admin),
      'viewing admin': callerWith(gateway, viewingAdmin),
      'page of admin': await page(admin, { role: 'admin' }),
      'readonly page of admin': await page(admin, { role: 'readonly' }),
    };
    const ofKey = (id: string, subject = '') => ({ key_id: id, principal: `key:${id}${subject}` });
    const ofUser = ({ id }: TestUser, at = '') => ({
      key_id: null,
      user_id: id,
      principal: `user:${id}${at}`,
    });
    owners = {
      member: ofKey(idOf(gateway.key)),
      'page of member': ofKey(idOf(gateway.key), `/${SUBJECT}`),
      analyst: ofKey(idOf(analyst)),
      user: ofUser(user),
      'page of user': ofUser(user, `/${SUBJECT}`),
      viewer: ofUser(viewer),
      somebody: ofKey('000000000000'),
    };
  });

  it.each(RIGHTS)('%s', async (who, sees, deletes) => {
    const call = callers[who] as Call;
    const ids = new Map<string, string>();
    for (const owner of ALL) ids.set(await chainIn(owners[owner] ?? {}), owner);
    const { data, meta } = await chainsSeenBy(call);
    expect(data.map(({ chain_id }) => ids.get(chain_id)).sort()).toEqual([...sees].sort());
    expect(meta.total).toBe(sees.length);
    // A filter narrows; it opens nothing.
    for (const [id, owner] of ids) {
      const principal = String(owners[owner]?.principal);
      const filtered = await chainsSeenBy(call, `?owner=${encodeURIComponent(principal)}`);
      expect(filtered.meta.total).toBe(sees.includes(owner) ? 1 : 0);
      const seen = await call('GET', `/api/chains/${id}`);
      if (sees.includes(owner)) expect([seen.status, seen.body['owner']]).toEqual([200, principal]);
      else expect([seen.status, seen.body['code']]).toEqual([404, 'not_found']);
      const { status, body } = await call('DELETE', `/api/chains/${id}`);
      if (typeof deletes === 'string')
        expect([status, body['code'], body['layer']]).toEqual([403, deletes, 'access']);
      else expect([owner, status]).toEqual([owner, deletes.includes(owner) ? 204 : 404]);
    }
    const left = (await chainsIn(gateway.database)).map(({ id }) => ids.get(id));
    expect(left.sort()).toEqual(ALL.filter((owner) => !deletes.includes(owner)).sort());
  });
});

describe('GET /api/chains', () => {
  const [NOON, MIDNIGHT] = [Date.UTC(2026, 10, 21, 12), Date.UTC(2026, 10, 22)];
  const OWNER = { key_id: 'llllllllllll', principal: 'key:llllllllllll' };
  const chain = (letter: string, part: Partial<ChainRow>): Partial<ChainRow> => ({
    ...OWNER,
    id: letter.repeat(20),
    ...part,
  });
  const CHAINS = [
    chain('a', { updated_at: NOON, cost_micro_usd: 10, steps: 3 }),
    chain('b', { updated_at: NOON, cost_micro_usd: 10, steps: 1 }),
    chain('c', { updated_at: NOON + 1, cost_micro_usd: 40, steps: 2 }),
    chain('d', { updated_at: MIDNIGHT - 1, type: 'mrr_analysis', steps: 4 }),
    chain('e', { updated_at: MIDNIGHT, principal: `${OWNER.principal}/Zoë 2`, cost_micro_usd: 20, steps: 5 }),
  ];

  it.each([
    ['', 'edcba'],
    ['?sort=updated_at', 'abcde'],
    ['?sort=-updated_at', 'edcba'],
    ['?sort=cost_usd', 'dabec'],
    ['?sort=-cost_usd', 'cebad'],
    ['?sort=steps', 'bcade'],
    ['?sort=-steps', 'edacb'],
    ['?sort=updated_at&page_size=2&page=3', 'e'],
    ['?owner=key:llllllllllll', 'dcba'],
    ['?owner=key:llllllllllll/Zo%C3%AB%202', 'e'],
    ['?type=mrr_analysis', 'd'],
    ['?from=2026-11-22', 'e'],
    ['?to=2026-11-21', 'dcba'],
    ['?from=2026-11-21T12:00:00.001Z&to=2026-11-22T00:00:00Z', 'dc'],
    ['?from=2026-11-21T13:00:00%2B01:00&type=query&sort=-cost_usd', 'ceba'],
  ])('%s lists %j', async (query, letters) => {
    for (const part of CHAINS) await chainIn(part);
    const { call } = await adminOf(gateway);
    const { data } = await chainsSeenBy(call, query);
    expect(data.map(({ chain_id }) => chain_id.charAt(0)).join('')).toBe(letters);
  });

  it('says which page it is, of how many', async () => {
    for (const part of CHAINS) await chainIn(part);
    const { call } = await adminOf(gateway);
    const { data, meta } = await chainsSeenBy(call, '?type=query&sort=steps&page_size=3&page=2');
    expect(meta).toEqual({ page: 2, page_size: 3, total: 4 });
    expect(data.map(({ steps }) => steps)).toEqual([5]);
    const beyond = await chainsSeenBy(call, '?page=999999&page_size=200');
    expect(beyond).toEqual({ meta: { page: 999_999, page_size: 200, total: 5 }, data: [] });
  });

  it.each([
    ['?page=0', 'page'],
    ['?page_size=201', 'page_size'],
    ['?sort=title', 'sort'],
    ['?sort=steps;drop table chains', 'sort'],
    ['?sort=steps&sort=-steps', 'sort'],
    ['?owner=%00', 'owner'],
    ["?owner=' or 1=1", 'owner'],
    ['?owner[]=key:x', 'owner[]'],
    ['?type=MRR', 'type'],
    ['?type=query&type=query', 'type'],
    ['?from=yesterday', 'from'],
    ['?from=2026-11-22T00:00:01Z&to=2026-11-22T00:00:00Z', 'from'],
    ['?chain_id=x', 'chain_id'],
    ['?__proto__=1', '__proto__'],
    ['/aaaaaaaaaaaaaaaaaaaa?page_size=51', 'page_size'],
    ['/aaaaaaaaaaaaaaaaaaaa?page=1&page=2', 'page'],
  ])('%s is a 400 that names %s', async (query, field) => {
    const { call } = await adminOf(gateway);
    const { status, body } = await call('GET', `/api/chains${query}`);
    expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', [field]]);
  });

  it('of one chain are its steps in pages, and hostile ids are none', async () => {
    const id = await chainIn({ steps: 3 });
    const steps = [1, 2, 3].map((position) => stepRowOf({ chain_id: id, position }));
    await addSteps(gateway.database, steps);
    const { call } = await adminOf(gateway);
    const { body } = await call('GET', `/api/chains/${id}?page_size=2&page=2`);
    expect(body).toMatchObject({
      step_count: 3,
      steps: [{ position: 3, content: null }],
      meta: { page: 2, page_size: 2, total: 3 },
    });
    for (const hostile of ['%00', `${id}%00`, '%2e%2e%2fx', "'%20or%201=1--", id.slice(1)])
      for (const method of ['GET', 'DELETE'])
        expect([hostile, (await call(method, `/api/chains/${hostile}`)).status]).toEqual([hostile, 404]);
  });

  it('is read sixty times a minute, however it is asked, and takes nothing from other limits', async () => {
    const key = await gateway.createKey({ rateLimit: { maxRequests: 5, windowSeconds: 60 } });
    const call = callerWith(gateway, key);
    const ways = ['GET ', 'HEAD ', 'GET ?sort=steps', 'HEAD ?type=query', 'GET ?page=0'];
    const read = async (at: number) => {
      const [method = '', query = ''] = (ways[at % ways.length] ?? '').split(' ');
      const headers = { 'x-api-key': key };
      const response = await fetch(`${gateway.url}/api/chains${query}`, { method, headers });
      await response.arrayBuffer();
      return response;
    };
    const answers = await Promise.all(Array.from({ length: 60 }, (_, at) => read(at)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
    expect(new Set(answers.map(({ headers }) => headers.get('x-ratelimit-limit')))).toEqual(new Set(['60']));
    const again = await Promise.all(ways.map((_, at) => read(at)));
    expect(again.map(({ status }) => status)).toEqual([429, 429, 429, 429, 429]);
    const { headers, body } = await call('GET', '/api/chains?page_size=1');
    expect(body).toMatchObject({
      code: 'rate_limited',
      layer: 'throttling',
      message: 'Maximum 60 requests per 60 seconds',
      retry_after: Number(headers.get('retry-after')),
    });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    const one = await call('GET', `/api/chains/${'x'.repeat(20)}`);
    expect([one.status, one.headers.get('x-ratelimit-remaining')]).toEqual([404, '59']);
    const asked = await ask({ ...gateway, key });
    expect([asked.status, asked.headers.get('x-ratelimit-remaining')]).toEqual([200, '4']);
  });
});
