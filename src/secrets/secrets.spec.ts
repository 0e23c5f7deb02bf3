import { Logger } from '@nestjs/common';
import { once, EventEmitter } from 'node:events';
import { UnresolvedSecrets } from './resolve-settings';
import type { Secrets } from './secrets';
import { SecretFault } from './secret-fault';
import { HANG, shelved } from './secrets.fixture';

const CANARY = 'canary42';

const told: { readonly level: string; readonly facts: unknown; readonly message: unknown }[] = [];
beforeEach(() => {
  told.length = 0;
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(Logger.prototype, level).mockImplementation((facts: unknown, ...rest: unknown[]) => {
      told.push({ level, facts, message: rest[0] });
    });
});
afterEach(() => jest.restoreAllMocks());

const stateOf = (secrets: Secrets): unknown =>
  secrets.state.map(({ name, scheme, failing, fault }) => ({ name, scheme, failing, fault }));

describe('at boot', () => {
  it('references become what they stand for, and other settings stay', async () => {
    const { secrets } = await shelved(
      { A: 'shelf://a', B: ' plain ', C: '', D: ' shelf://json#key ' },
      { a: 'one', json: '{"key":"two"}' },
    );
    expect(secrets.settings).toEqual({ A: 'one', B: ' plain ', C: '', D: 'two' });
    expect(['A', 'B', 'C', 'D', 'E'].map((name) => secrets.value(name))).toEqual([
      'one',
      'plain',
      undefined,
      'two',
      undefined,
    ]);
    expect([secrets.isReference('A'), secrets.isReference('B')]).toEqual([true, false]);
    expect(stateOf(secrets)).toEqual([
      { name: 'A', scheme: 'shelf', failing: false, fault: undefined },
      { name: 'D', scheme: 'shelf', failing: false, fault: undefined },
    ]);
  });

  it('fields of one secret cost one look', async () => {
    const { source } = await shelved({ A: 'shelf://j#a', B: 'shelf://j#b' }, { j: '{"a":"1","b":"2"}' });
    expect(source.reads).toEqual(['j']);
  });

  it.each<[string, Readonly<Record<string, string | Error | typeof HANG>>, string]>([
    ['shelf:wrong', {}, 'not well-formed'],
    ['shelf://a', {}, 'no such secret'],
    ['shelf://a', { a: new SecretFault('denied', new TypeError(CANARY)) }, 'denied (TypeError)'],
    ['shelf://a', { a: new Error(CANARY) }, 'cannot be reached, or does not answer as it should (Error)'],
    ['shelf://a', { a: HANG }, 'does not answer in time'],
    ['shelf://a', { a: ' \n' }, 'is empty'],
    ['shelf://a', { a: 'x'.repeat(65_537) }, 'longer than 65536 bytes'],
    ['shelf://a#f', { a: CANARY }, 'no JSON object with a text in that field'],
    ['shelf://a#f', { a: `{"f":"${CANARY}` }, 'no JSON object'],
    ['shelf://a#f', { a: `{"g":"${CANARY}"}` }, 'no JSON object'],
    ['shelf://a#f', { a: '{"f":42}' }, 'no JSON object'],
    ['shelf://a#toString', { a: '{}' }, 'no JSON object'],
    ['shelf://a#f', { a: 'null' }, 'no JSON object'],
    ['shelf://a#0', { a: '["x"]' }, 'no JSON object'],
  ])('%s over %j is refused by the name of the setting, without a value', async (value, shelf, why) => {
    const error: unknown = await shelved({ ONE: value, TWO: CANARY }, shelf, { timeoutMs: 20 }).catch(
      (reason: unknown) => reason,
    );
    if (!(error instanceof UnresolvedSecrets)) throw new Error('Nothing was refused');
    expect(error.problems).toHaveLength(1);
    expect(error.message).toMatch(/^ONE is a reference that cannot be resolved: /);
    expect(error.message).toContain(why);
    expect(error.message).not.toContain(CANARY);
  });

  it('every setting that cannot be resolved is named', async () => {
    await expect(shelved({ B: 'shelf://b', A: 'shelf://a' }, {})).rejects.toMatchObject({
      problems: [expect.stringMatching(/^A /), expect.stringMatching(/^B /)],
    });
  });
});

describe('later', () => {
  it('a new value is told to whoever listens, once', async () => {
    const { secrets, source } = await shelved({ A: 'shelf://a', B: 'shelf://b' }, { a: 'one', b: 'other' });
    const heard: string[] = [];
    const end = secrets.onChange('A', (value) => heard.push(value));
    secrets.onChange('B', (value) => heard.push(value));
    source.shelf.set('a', 'two');
    await secrets.refreshAll();
    await secrets.refreshAll();
    expect([heard, secrets.value('A')]).toEqual([['two'], 'two']);
    end();
    source.shelf.set('a', 'three');
    await secrets.refresh('A');
    expect([heard, secrets.value('A')]).toEqual([['two'], 'three']);
    expect(JSON.stringify(told)).not.toMatch(/one|two|three/);
  });

  it('a listener that fails keeps nobody else from hearing', async () => {
    const { secrets, source } = await shelved({ A: 'shelf://a' }, { a: 'one' });
    const heard: string[] = [];
    secrets.onChange('A', () => {
      throw new Error('deaf');
    });
    secrets.onChange('A', (value) => heard.push(value));
    source.shelf.set('a', 'two');
    await secrets.refresh('A');
    expect(heard).toEqual(['two']);
  });

  it('a failure leaves the last value, is told once, and so is its end', async () => {
    let now = 1000;
    const { secrets, source } = await shelved({ A: 'shelf://a' }, { a: 'one' }, { now: () => now });
    source.shelf.set('a', new Error(CANARY));
    now = 2000;
    for (let look = 0; look < 3; look += 1) await secrets.refreshAll();
    source.shelf.set('a', '');
    await secrets.refreshAll();
    expect(secrets.state).toEqual([
      { name: 'A', scheme: 'shelf', refreshedAt: 1000, failing: true, fault: 'empty' },
    ]);
    expect(secrets.value('A')).toBe('one');
    source.shelf.set('a', 'one');
    for (let look = 0; look < 3; look += 1) await secrets.refreshAll();
    expect(secrets.state).toEqual([
      { name: 'A', scheme: 'shelf', refreshedAt: 2000, failing: false, fault: undefined },
    ]);
    expect(told.map(({ level }) => level)).toEqual(['warn', 'log']);
    expect(told[0]?.facts).toMatchObject({ setting: 'A', source: 'shelf', fault: 'unreachable' });
    expect(JSON.stringify(told)).not.toContain(CANARY);
  });

  it('a value that the gateway could not run with is not taken', async () => {
    const { secrets, source } = await shelved({ A: 'shelf://a', B: 'b' }, { a: 'good' });
    const seen: unknown[] = [];
    secrets.follow({
      everyMs: 60_000,
      judge: (settings) => {
        seen.push(settings);
        return settings['A'] === 'better' ? undefined : 'A should be better';
      },
    });
    source.shelf.set('a', 'bad');
    await secrets.refreshAll();
    expect([secrets.value('A'), secrets.state[0]?.fault]).toEqual(['good', 'unfit']);
    source.shelf.set('a', 'better');
    await secrets.refreshAll();
    expect([secrets.value('A'), secrets.state[0]?.fault]).toEqual(['better', undefined]);
    expect(seen).toEqual([
      { A: 'bad', B: 'b' },
      { A: 'better', B: 'b' },
    ]);
    expect(told[0]?.facts).toMatchObject({ setting: 'A', fault: 'unfit', reason: 'A should be better' });
    await secrets.close();
  });

  it('a look that is overtaken by a later one changes nothing', async () => {
    const { secrets, source } = await shelved({ A: 'shelf://a' }, { a: 'one' }, { timeoutMs: 20 });
    source.shelf.set('a', HANG);
    const slow = secrets.refresh('A');
    source.shelf.set('a', 'two');
    await secrets.refresh('A');
    await slow;
    expect([secrets.value('A'), secrets.state[0]?.failing]).toEqual(['two', false]);
  });

  it('looks are made again and again, and at once where the place tells of a change, until the end', async () => {
    const { secrets, source } = await shelved({ A: 'shelf://a', B: 'shelf://b' }, { a: '1', b: '1' });
    const changes = new EventEmitter();
    for (const name of ['A', 'B']) secrets.onChange(name, (value) => changes.emit(name, value));
    secrets.follow({ everyMs: 5, settleMs: 1 });
    const turned = once(changes, 'A');
    source.shelf.set('a', '2');
    expect(await turned).toEqual(['2']);
    await secrets.close();
    const reads = source.reads.length;
    await secrets.refreshAll();
    source.touch('a');
    expect([source.reads.length, source.closed]).toEqual([reads, 1]);
  });

  it('a hint is enough', async () => {
    const { secrets, source } = await shelved({ A: 'shelf://a' }, { a: '1' });
    const changes = new EventEmitter();
    secrets.onChange('A', (value) => changes.emit('A', value));
    secrets.follow({ everyMs: 3_600_000, settleMs: 1 });
    const heard = once(changes, 'A');
    source.shelf.set('a', '2');
    source.touch('a');
    source.touch('a');
    expect(await heard).toEqual(['2']);
    await secrets.close();
  });
});
