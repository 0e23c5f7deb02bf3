import fc from 'fast-check';
import { ROLES, type Mode, type Role } from '../../src/kernel';
import { adminOf, type Admin } from '../support/admin';
import { anyStep, Attack, HOUR, MODELS, RULES, STEPS, TYPES, type Loot, type Step } from '../support/attack';
import { startGateway, type TestGateway } from '../support/gateway';
import { createUser, partOf, type TestUser } from '../support/users';

/** More of them: WIDENING_RUNS=200 npx jest --selectProjects embedded --testPathPatterns widening. */
const RUNS = Number(process.env['WIDENING_RUNS'] ?? 12);
const LIMIT_MS = 28_000 + RUNS * 1000;

let gateway: TestGateway;
/** Sees everything, and is nobody's to use. */
let auditor: Admin;
let stranger: TestUser;

beforeAll(async () => {
  gateway = await startGateway({ settings: { UPSTREAM: 'simulator' } });
  auditor = await adminOf(gateway);
  stranger = await createUser(gateway, { role: 'admin' });
});

afterAll(async () => {
  await gateway.stop();
});

/** What the first key may do, as this test understands it; undefined or empty: no bound. */
interface Rights {
  readonly role: Role;
  readonly mode: Mode;
  readonly models: readonly string[];
  readonly types: readonly string[];
  readonly origins: readonly string[];
  /** Milliseconds from now. */
  readonly lasts: number | undefined;
}

const someOf = (names: string[]): fc.Arbitrary<string[]> =>
  fc.oneof(fc.constant<string[]>([]), fc.subarray(names, { minLength: 1, maxLength: 2 }));

const anyRights: fc.Arbitrary<Rights> = fc.record({
  role: fc.constantFrom('admin', 'admin', 'admin', 'member'),
  mode: fc.constantFrom('full', 'full', 'full', 'full', 'viewer'),
  models: someOf(MODELS),
  types: someOf(TYPES),
  origins: fc.constantFrom(...RULES),
  lasts: fc.constantFrom(undefined, HOUR),
});

/** Everything that can be seen of what a credential may do has to be what the first key might do. */
async function expectWithin(attack: Attack, held: Loot, rights: Rights, end: number): Promise<boolean> {
  const statusOf = async (loot: Loot, method: string, path: string, body?: object): Promise<number> =>
    (await attack.use(loot, method, path, body)).status;
  const { status, body } = await attack.use<{ role: Role; mode: Mode; expires_at: string | null }>(
    held,
    'GET',
    '/protected',
  );
  if (status !== 200) return false;
  expect(ROLES.slice(0, ROLES.indexOf(rights.role) + 1)).toContain(body.role);
  if (rights.mode === 'viewer') expect(body.mode).toBe('viewer');
  expect(Date.parse(body.expires_at ?? '9999-01-01')).toBeLessThanOrEqual(end);

  const models = rights.models.length === 0 ? MODELS : rights.models;
  for (const model of MODELS) {
    const asked = await statusOf(held, 'POST', '/api/query', { question: 'q', context: {}, model });
    expect([model, asked]).toEqual([
      model,
      rights.mode === 'full' && models.includes(model) ? expect.any(Number) : 403,
    ]);
  }
  if (rights.role !== 'admin') expect(await statusOf(held, 'GET', '/admin/keys')).toBe(403);
  // The backend of a key for servers decides which pages get a token, and `*` is every page.
  if (rights.origins.length > 0 && !rights.origins.includes('*'))
    for (const page of [undefined, 'https://elsewhere.test'])
      expect([page, await statusOf({ ...held, page }, 'GET', '/protected')]).toEqual([page, 403]);
  if (rights.types.length > 0) {
    const types = await typesOf(held);
    expect(types).not.toEqual([]);
    expect(rights.types).toEqual(expect.arrayContaining([...types]));
  }
  return true;
}

/** The query types of a key as it is stored, or of a token as it says. */
async function typesOf({ id, bearer }: Loot): Promise<readonly string[]> {
  const shown = id === undefined ? partOf(bearer, 1) : (await auditor.call('GET', `/admin/keys/${id}`)).body;
  return (shown['query_types'] ?? []) as readonly string[];
}

const UNBOUNDED: Rights = {
  role: 'admin',
  mode: 'full',
  models: [],
  types: [],
  origins: [],
  lasts: undefined,
};

/** Makes an attack and looks at what it yielded: how much of it was good for something. */
async function attacked(rights: Rights, steps: readonly Step[]): Promise<number> {
  const end = rights.lasts === undefined ? Infinity : Date.now() + rights.lasts;
  const { role, mode, models, types: queryTypes, origins: allowedOrigins } = rights;
  const expiresAt = rights.lasts === undefined ? undefined : end;
  const key = await gateway.createKey({ role, mode, models, queryTypes, allowedOrigins, expiresAt });
  const strangers = { key: await gateway.createKey({ role: 'admin' }), user: stranger };
  const attack = new Attack(gateway, { key, origins: allowedOrigins }, strangers);
  for (const step of steps) await attack.take(step);
  let good = 0;
  for (const held of attack.loot) if (await expectWithin(attack, held, rights, end)) good += 1;
  return good;
}

it('every step yields a credential to somebody who may do everything', async () => {
  for (const [target, kind] of STEPS.entries()) {
    const yields = kind === 'change' ? 1 : 2;
    expect([kind, await attacked(UNBOUNDED, [{ kind, actor: 0, target, wish: {} }])]).toEqual([kind, yields]);
  }
});

it(
  'no sequence of grants yields a right that its first credential lacked',
  async () => {
    const steps = fc.array(anyStep, { minLength: 4, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(anyRights, steps, async (rights, taken) => {
        await attacked(rights, taken);
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
    );
  },
  LIMIT_MS + 20_000,
);
