import { Logger } from '@nestjs/common';
import { configOf } from '../config/config.fixture';
import { FixedClock } from '../kernel/clock.fixture';
import { Secrets } from '../secrets';
import { shelved, type ShelfSource } from '../secrets/secrets.fixture';
import { ProviderKey } from './provider-key';

beforeAll(() => {
  Logger.overrideLogger(false);
});

interface Kept {
  readonly key: ProviderKey;
  readonly source: ShelfSource;
  readonly secrets: Secrets;
  readonly clock: FixedClock;
}

async function kept(): Promise<Kept> {
  const { secrets, source } = await shelved({ ANTHROPIC_API_KEY: 'shelf://key' }, { key: 'one' });
  const clock = new FixedClock();
  return { key: new ProviderKey(secrets, configOf(), clock), source, secrets, clock };
}

describe('the provider key', () => {
  it('is what the setting says, and never another when it is no reference', async () => {
    const key = new ProviderKey(Secrets.of({ ANTHROPIC_API_KEY: ' plain ' }), configOf(), new FixedClock());
    expect([key.current, key.known, await key.isRenewed('plain')]).toEqual(['plain', ['plain'], false]);
    const none = new ProviderKey(Secrets.of({}), configOf(), new FixedClock());
    expect([none.current, none.known]).toEqual([undefined, []]);
  });

  it('that is replaced is another from then on, and those before stay known', async () => {
    const { key, source, secrets } = await kept();
    for (const value of ['two', 'three', 'two']) {
      source.shelf.set('key', value);
      await secrets.refreshAll();
    }
    expect([key.current, key.known]).toEqual(['two', ['two', 'three', 'one']]);
  });

  it('that the provider refuses is looked up once for all, and is renewed if it has been replaced', async () => {
    const { key, source } = await kept();
    source.shelf.set('key', 'two');
    const answers = await Promise.all([key.isRenewed('one'), key.isRenewed('one'), key.isRenewed('one')]);
    expect([answers, source.reads.length]).toEqual([[true, true, true], 2]);
    // A request from before, refused a little later.
    expect([await key.isRenewed('one'), source.reads.length]).toEqual([true, 2]);
  });

  it('that is refused in vain is left alone for a while', async () => {
    const { key, source, clock } = await kept();
    expect([await key.isRenewed('one'), await key.isRenewed('one'), source.reads.length]).toEqual([
      false,
      false,
      2,
    ]);
    clock.advance(2000);
    source.shelf.set('key', 'two');
    expect([await key.isRenewed('one'), source.reads.length]).toEqual([true, 3]);
    source.shelf.set('key', 'three');
    expect(await key.isRenewed('two')).toBe(true);
  });
});
