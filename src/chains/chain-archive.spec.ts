import { microUsd, type Principal, type Role } from '../kernel';
import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { noSuchChain } from './chain-access';
import {
  addChains,
  addSteps,
  chainRowOf,
  chainsIn,
  exchangeOf,
  kept,
  keyOf,
  OTHER_KEY_ID,
  pageOf,
  replicaOn,
  soundChains,
  stepRowOf,
  stepsIn,
  userOf,
} from './chains.fixture';
import { ChainListQuery } from './chains.dto';

/** One chain of each. */
const OWNERS = {
  key: keyOf(),
  'page of the key': pageOf(keyOf()),
  'other page of the key': pageOf(keyOf(), 'customer 41'),
  'other key': keyOf(OTHER_KEY_ID),
  user: userOf(),
  'page of the user': pageOf(userOf(), 'Zoë'),
  'other user': userOf('vvvvvvvvvvvv'),
} as const;

type Owner = keyof typeof OWNERS;

const ALL = Object.keys(OWNERS) as Owner[];
const OF_KEY: readonly Owner[] = ['key', 'page of the key', 'other page of the key'];
const OF_USER: readonly Owner[] = ['user', 'page of the user'];

/** Who asks, what they see, and what they may delete where the route lets them. */
const RIGHTS: readonly (readonly [
  who: string,
  as: (role: Role) => Principal,
  own: readonly Owner[],
  isPage: boolean,
])[] = [
  ['key', (role) => keyOf(undefined, role), OF_KEY, false],
  ['user', (role) => userOf(undefined, role), OF_USER, false],
  ['page of the key', (role) => pageOf(keyOf(), undefined, role), ['page of the key'], true],
  ['page of the user', (role) => pageOf(userOf(), 'Zoë', role), ['page of the user'], true],
  ['stranger', (role) => keyOf('ssssssssssss', role), [], false],
];

const TABLE = RIGHTS.flatMap(([who, as, own, isPage]) =>
  (['readonly', 'analyst', 'member', 'admin'] as const).map((role) => {
    const seesAll = !isPage && (role === 'readonly' || role === 'admin');
    const deletes = !isPage && role === 'admin' ? ALL : own;
    return [role, who, as(role), seesAll ? ALL : own, deletes] as const;
  }),
);

describe.each(ENGINES)('chains as they are seen on %s', (engine) => {
  const place = storeOfBlock(engine);

  const oneOfEach = async (): Promise<ReadonlyMap<string, Owner>> => {
    const { chains } = replicaOn(place.database);
    const ids = new Map<string, Owner>();
    for (const owner of ALL) ids.set(await kept(chains, { principal: OWNERS[owner] }), owner);
    return ids;
  };

  it.each(TABLE)('by %s, a %s', async (_role, _who, principal, sees, deletes) => {
    const { archive } = replicaOn(place.database);
    const ids = await oneOfEach();
    const { data, meta } = await archive.page(principal, new ChainListQuery());
    expect(data.map(({ chain_id }) => ids.get(chain_id)).sort()).toEqual([...sees].sort());
    expect(meta).toEqual({ page: 1, page_size: 50, total: sees.length });
    for (const [id, owner] of ids) {
      if (sees.includes(owner))
        expect(await archive.one(principal, id, {})).toMatchObject({ chain_id: id, owner: OWNERS[owner].id });
      else expect((await refusalOf(() => archive.one(principal, id, {}))).code).toBe('not_found');
      if (deletes.includes(owner)) await archive.delete(principal, id);
      else expect((await refusalOf(() => archive.delete(principal, id))).code).toBe('not_found');
    }
    const left = await soundChains(place.database);
    expect(left.map(({ id }) => ids.get(id)).sort()).toEqual(
      ALL.filter((owner) => !deletes.includes(owner)).sort(),
    );
  });

  it('are refused in the same words, be they another’s or nobody’s', async () => {
    const { archive, chains } = replicaOn(place.database);
    const foreign = await kept(chains, { principal: keyOf(OTHER_KEY_ID) });
    const wanted = noSuchChain();
    for (const id of [foreign, 'x'.repeat(20)])
      for (const work of [() => archive.one(keyOf(), id, {}), () => archive.delete(keyOf(), id)]) {
        const { code, message, extras } = await refusalOf(work);
        expect({ code, message, extras }).toEqual({
          code: 'not_found',
          message: wanted.message,
          extras: wanted.extras,
        });
      }
  });

  it('are shown with their times in ISO 8601 and their cost in dollars', async () => {
    const clock = new FixedClock(Date.UTC(2026, 10, 21));
    const { archive, chains } = replicaOn(place.database, clock);
    const chainId = await kept(chains, { cost: microUsd(1_234_567n) });
    clock.advance(1);
    await kept(chains, { chainId, model: null, degraded: true, cost: microUsd(0n), type: 'mrr_analysis' });
    const outline = {
      chain_id: chainId,
      title: 'Why is the sky blue?',
      type: 'query',
      owner: keyOf().id,
      cost_usd: 1.234567,
      created_at: '2026-11-21T00:00:00.000Z',
      updated_at: '2026-11-21T00:00:00.001Z',
    };
    expect((await archive.page(keyOf(), new ChainListQuery())).data).toEqual([{ ...outline, steps: 2 }]);
    const step = {
      position: 1,
      type: 'query',
      model: 'claude-sonnet-5-5',
      request_id: 'req_1',
      cost_usd: 1.234567,
      usage: { input_tokens: 100, output_tokens: 20 },
      degraded: false,
      created_at: '2026-11-21T00:00:00.000Z',
      content: exchangeOf('Why is the sky blue?'),
    };
    const second = { position: 2, type: 'mrr_analysis', model: null, degraded: true, cost_usd: 0 };
    expect(await archive.one(keyOf(), chainId, {})).toEqual({
      ...outline,
      step_count: 2,
      steps: [step, { ...step, ...second, created_at: '2026-11-21T00:00:00.001Z' }],
      meta: { page: 1, page_size: 50, total: 2 },
    });
  });

  it('have their steps in pages, oldest first, and null where no content was kept', async () => {
    const { archive, chains } = replicaOn(place.database, undefined, { CHAINS_STORE_CONTENT: 'false' });
    const chainId = await kept(chains);
    for (let at = 2; at <= 5; at += 1) await kept(chains, { chainId });
    for (const [page, positions] of [
      ['1', [1, 2]],
      ['2', [3, 4]],
      ['3', [5]],
      ['4', []],
      ['999999', []],
    ] as const) {
      const answer = await archive.one(keyOf(), chainId, { page, page_size: '2' });
      expect(answer.steps.map(({ position }) => position)).toEqual(positions);
      expect(answer.steps.every(({ content }) => content === null)).toBe(true);
      expect(answer.meta).toEqual({ page: Number(page), page_size: 2, total: 5 });
      expect(answer).toMatchObject({ step_count: 5, title: 'Question' });
    }
  });

  it('are shown as of one moment, though a step comes while they are read', async () => {
    await addChains(place.database, [chainRowOf({ steps: 1 })]);
    await addSteps(place.database, [stepRowOf(), stepRowOf({ position: 2 })]);
    const { step_count, steps } = await replicaOn(place.database).archive.one(keyOf(), chainRowOf().id, {});
    expect([step_count, steps.length]).toEqual([1, 1]);
  });

  it('are gone for good once they are deleted, with their steps, while others stay', async () => {
    const { archive, chains } = replicaOn(place.database);
    const [chainId, other] = [await kept(chains), await kept(chains)];
    await kept(chains, { chainId });
    await archive.delete(keyOf(), chainId);
    expect((await chainsIn(place.database)).map(({ id }) => id)).toEqual([other]);
    expect((await stepsIn(place.database)).map((step) => step.chain_id)).toEqual([other]);
    expect((await refusalOf(() => archive.delete(keyOf(), chainId))).code).toBe('not_found');
    expect((await refusalOf(() => chains.history(keyOf(), chainId))).code).toBe('not_found');
  });

  it('are not shown while the store is away', async () => {
    const { archive } = replicaOn(await place.gone());
    for (const work of [
      () => archive.page(keyOf(), new ChainListQuery()),
      () => archive.one(keyOf(), 'x'.repeat(20), {}),
      () => archive.delete(keyOf(), 'x'.repeat(20)),
    ])
      expect((await refusalOf(work)).code).toBe('store_unavailable');
  });
});
