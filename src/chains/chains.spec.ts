import { Logger } from '@nestjs/common';
import { microUsd } from '../kernel';
import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import {
  chainsIn,
  exchangeOf,
  kept,
  KEY_ID,
  keyOf,
  OTHER_KEY_ID,
  pageOf,
  replicaOn,
  soundChains,
  stepOf,
  stepsIn,
  USER_ID,
  userOf,
} from './chains.fixture';

const UNKNOWN = 'x'.repeat(20);

describe.each(ENGINES)('steps of a chain on %s', (engine) => {
  const place = storeOfBlock(engine);
  let warn: jest.SpyInstance;
  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  });
  afterEach(() => {
    warn.mockRestore();
  });

  it('begin a chain, and go on with it', async () => {
    const clock = new FixedClock(1000);
    const { chains } = replicaOn(place.database, clock);
    const id = await kept(chains);
    expect(id).toMatch(/^[0-9A-Za-z]{20}$/);
    clock.advance(500);
    const content = exchangeOf('And the sea?');
    const second = {
      chainId: id,
      title: 'No matter',
      content,
      degraded: true,
      model: null,
      requestId: 'req_2',
    };
    expect(await chains.record(stepOf({ ...second, cost: microUsd(50n) }))).toBe(id);
    expect(await soundChains(place.database)).toEqual([
      {
        id,
        principal: `key:${KEY_ID}`,
        key_id: KEY_ID,
        user_id: null,
        type: 'query',
        title: 'Why is the sky blue?',
        steps: 2,
        cost_micro_usd: 300,
        created_at: 1000,
        updated_at: 1500,
      },
    ]);
    const [, step] = await stepsIn(place.database);
    const json = JSON.stringify(content);
    expect(step).toEqual({
      chain_id: id,
      position: 2,
      request_id: 'req_2',
      type: 'query',
      model: null,
      content: json,
      tokens: Math.ceil(json.length / 3),
      input_tokens: 100,
      output_tokens: 20,
      cost_micro_usd: 50,
      degraded: 1,
      created_at: 1500,
    });
    expect(warn).not.toHaveBeenCalled();
  });

  it.each([
    ['a key', keyOf(), [`key:${KEY_ID}`, KEY_ID, null]],
    ['a user', userOf(), [`user:${USER_ID}`, null, USER_ID]],
    ['a page of a key', pageOf(keyOf()), [`key:${KEY_ID}/customer 42`, KEY_ID, null]],
    ['a page of a user', pageOf(userOf(), 'Zoë'), [`user:${USER_ID}/Zoë`, null, USER_ID]],
  ])('of %s are of the same owner as in the ledger', async (_, principal, owner) => {
    await kept(replicaOn(place.database).chains, { principal });
    const [chain] = await chainsIn(place.database);
    expect([chain?.principal, chain?.key_id, chain?.user_id]).toEqual(owner);
  });

  it('at once on one chain, of two replicas, have a place each', async () => {
    const [one, other] = [replicaOn(place.database), replicaOn(await place.replica())];
    const id = await kept(one.chains);
    const recorded = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        (at % 2 === 0 ? one : other).chains.record(stepOf({ chainId: id, cost: microUsd(BigInt(at)) })),
      ),
    );
    expect(new Set(recorded)).toEqual(new Set([id]));
    expect(await soundChains(place.database)).toMatchObject([{ steps: 21 }]);
  });

  it('never turn the time of a chain back', async () => {
    const id = await kept(replicaOn(place.database, new FixedClock(2000)).chains);
    await kept(replicaOn(place.database, new FixedClock(1000)).chains, { chainId: id });
    expect(await chainsIn(place.database)).toMatchObject([{ created_at: 2000, updated_at: 2000, steps: 2 }]);
  });

  it.each([
    ['an unknown one', undefined, keyOf()],
    ['one of another key', keyOf(OTHER_KEY_ID), keyOf()],
    ['one of another user', userOf('vvvvvvvvvvvv'), userOf()],
    ['one of another, though an administrator', keyOf(OTHER_KEY_ID), keyOf(KEY_ID, 'admin')],
    ['one of its minter, as a page', keyOf(), pageOf(keyOf())],
    ['one of another subject, as a page', pageOf(keyOf(), 'customer 41'), pageOf(keyOf())],
  ])('are not kept in a chain that is not one’s own, and it is not read: %s', async (_, owner, principal) => {
    const { chains } = replicaOn(place.database);
    const chainId = owner === undefined ? UNKNOWN : await kept(chains, { principal: owner });
    const before = await soundChains(place.database);
    expect(await chains.record(stepOf({ chainId, principal, requestId: 'req_lost' }))).toBeNull();
    expect(warn.mock.calls).toEqual([
      [expect.objectContaining({ request_id: 'req_lost' }), expect.any(String)],
    ]);
    expect((await refusalOf(() => chains.history(principal, chainId))).code).toBe('not_found');
    expect(await soundChains(place.database)).toEqual(before);
  });

  it('are kept in the chains of one’s pages, whose they stay', async () => {
    const { chains } = replicaOn(place.database);
    const chainId = await kept(chains, { principal: pageOf(keyOf()) });
    await kept(chains, { chainId, principal: keyOf() });
    expect(await chains.history(pageOf(keyOf()), chainId)).toHaveLength(2);
    expect(await soundChains(place.database)).toMatchObject([{ principal: `key:${KEY_ID}/customer 42` }]);
  });

  it('keep whatever text there is', async () => {
    const { chains } = replicaOn(place.database);
    const content = {
      kind: 'exchange',
      question: '\u0000\ud800\udc00\ud800 "\\ \u202e',
      context: JSON.parse('{"__proto__": {"a": 1}, "n": null, "\\u0000": [1e400, -0.5]}') as Record<
        string,
        unknown
      >,
      answer: '\udfff😀',
    } as const;
    const chainId = await kept(chains, { content, title: content.question });
    expect(await chains.history(keyOf(), chainId)).toEqual([JSON.parse(JSON.stringify(content))]);
    expect(await chainsIn(place.database)).toMatchObject([{ title: '\ud800\udc00 "\\' }]);
  });

  it('of which no content is kept have a neutral title, their shape and their cost', async () => {
    const { chains } = replicaOn(place.database, undefined, { CHAINS_STORE_CONTENT: 'false' });
    const chainId = await kept(chains);
    await kept(chains, { chainId });
    expect(await soundChains(place.database)).toMatchObject([
      { title: 'Question', steps: 2, cost_micro_usd: 500 },
    ]);
    for (const step of await stepsIn(place.database))
      expect(step).toMatchObject({ content: null, tokens: 0, input_tokens: 100, cost_micro_usd: 250 });
    expect(JSON.stringify([await chainsIn(place.database), await stepsIn(place.database)])).not.toMatch(
      /sky/,
    );
    expect(await chains.history(keyOf(), chainId)).toEqual([]);
    expect((await refusalOf(() => chains.history(keyOf(OTHER_KEY_ID), chainId))).code).toBe('not_found');
  });

  it('are given up with a warning while the store is away, and their history is refused', async () => {
    const { chains } = replicaOn(await place.gone());
    for (const chainId of [undefined, UNKNOWN])
      expect(await chains.record(stepOf({ chainId, requestId: 'req_away' }))).toBeNull();
    expect(warn).toHaveBeenCalledTimes(2);
    for (const [fields] of warn.mock.calls as [object][]) {
      expect(fields).toMatchObject({ request_id: 'req_away', err: { code: 'store_unavailable' } });
      expect(JSON.stringify(fields)).not.toContain('sky');
    }
    expect((await refusalOf(() => chains.history(keyOf(), UNKNOWN))).code).toBe('store_unavailable');
  });

  it('are given up with a warning where they are no JSON', async () => {
    const { chains } = replicaOn(place.database);
    const content = { ...exchangeOf('?'), context: { n: 1n } };
    expect(await chains.record(stepOf({ content }))).toBeNull();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(await chainsIn(place.database)).toEqual([]);
  });

  it('leave nothing behind when they fail half-way', async () => {
    const { chains } = replicaOn(place.database);
    const chainId = await kept(chains);
    const before = await chainsIn(place.database);
    // What the schema does not take.
    const broken = { requestId: null as unknown as string };
    expect(await chains.record(stepOf({ ...broken, chainId }))).toBeNull();
    expect(await chains.record(stepOf(broken))).toBeNull();
    expect(await soundChains(place.database)).toEqual(before);
  });
});
