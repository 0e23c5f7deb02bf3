import { execFileSync } from 'node:child_process';
import { adminOf, until, type Admin } from '../support/admin';
import { ask } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';

/** Some changes fit; then no file of the process may grow any more, as on a disk that is full. */
const ROOM_BYTES = 400_000;
const MOST_CHANGES = 2000;

let gateway: TestGateway;
let admin: Admin;

beforeAll(async () => {
  gateway = await startGateway();
  admin = await adminOf(gateway);
});

afterAll(async () => {
  await gateway.stop();
});

/** The soft limit alone, so that it can be lifted again. */
function limitFiles(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(gateway.process.pid), `--fsize=${String(bytes)}:`]);
}

interface Trail {
  readonly meta: { readonly total: number };
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

it('on a full disk changes are refused, nothing is done without its record, and nothing is lost when there is room again', async () => {
  limitFiles(ROOM_BYTES);
  const made: string[] = [];
  let refused: { readonly status: number; readonly body: Readonly<Record<string, unknown>> } | undefined;
  for (let each = 0; each < MOST_CHANGES && refused === undefined; each += 1) {
    const name = `change-${String(each)}`;
    const answer = await admin.call('POST', '/admin/keys', { name, role: 'member' });
    if (answer.status === 201) made.push(name);
    else refused = answer;
  }
  expect(refused).toMatchObject({ status: 503, body: { code: 'store_unavailable', layer: 'gateway' } });
  expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
  expect((await ask(gateway)).status).toBe(503);

  limitFiles('unlimited');
  expect((await admin.call('POST', '/admin/keys', { name: 'afterwards', role: 'member' })).status).toBe(201);
  expect((await ask(gateway)).status).toBe(200);
  const told = await until(keysOnRecord, (names) => names.includes('afterwards'));
  expect(told.filter((name) => name.startsWith('change-')).sort()).toEqual(made.sort());
  expect((await admin.call('GET', '/admin/audit/verify')).body).toMatchObject({
    valid: true,
    first_bad: null,
  });
  // The requests that were refused meanwhile waited for room.
  const refusals = async (): Promise<number> =>
    (await admin.call<Trail>('GET', '/admin/audit?code=store_unavailable&page_size=1')).body.meta.total;
  expect(await until(refusals, (count) => count > 0)).toBe(2);
});

/** The names of all keys that the trail says were made. */
async function keysOnRecord(): Promise<readonly string[]> {
  const names: string[] = [];
  for (let page = 1, total = 1; names.length < total; page += 1) {
    const query = `action=key.created&page_size=200&page=${String(page)}`;
    const { meta, data } = (await admin.call<Trail>('GET', `/admin/audit?${query}`)).body;
    names.push(...data.map(({ after }) => (after as { name: string }).name));
    total = data.length === 0 ? 0 : meta.total;
  }
  return names;
}
