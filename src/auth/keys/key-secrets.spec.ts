import fc from 'fast-check';
import type { ApiKey } from './api-key';
import { apiKeyId, newApiKey } from './api-key-format';
import { keySecretsOf, storedKey } from './keys.fixture';
import type { KeySecrets, NewSecrets } from './key-secrets';

const [OLD, NEW] = ['old'.repeat(20), 'new'.repeat(20)];
const present = keySecretsOf(NEW);
const changing = keySecretsOf(NEW, OLD);
const past = keySecretsOf(OLD);

interface Made extends NewSecrets {
  readonly id: string;
}

/** A stored key with these secrets, and perhaps with those that a rotation replaced. */
const holding = (now: Made, before?: Made, until = 0): ApiKey =>
  storedKey({ id: now.id, ...now.stored, previous: before && { ...before.stored, until } });

describe('new secrets', () => {
  it('are a key of our form, stored as its hash', () => {
    const { id, key, stored, signingSecret } = present.make({ signed: false });
    expect(apiKeyId(key)).toBe(id);
    expect(stored).toEqual({ hash: present.hash(key), signingSecret: undefined });
    expect(signingSecret).toBeUndefined();
  });

  it('may be those of an old id', () => {
    const { id } = newApiKey();
    const [one, other] = [present.make({ id, signed: false }), present.make({ id, signed: false })];
    expect([one.id, other.id, apiKeyId(one.key)]).toEqual([id, id, id]);
    expect(one.key).not.toBe(other.key);
  });

  it('include what signs, sealed for that key alone', () => {
    const { id, signingSecret, stored } = present.make({ signed: true });
    expect(present.open(stored.signingSecret ?? '', id)).toBe(signingSecret);
    expect(() => present.open(stored.signingSecret ?? '', newApiKey().id)).toThrow();
  });
});

describe('a key that is presented', () => {
  const id = newApiKey().id;
  const made = (by: KeySecrets): Made => by.make({ id, signed: true });

  interface Case {
    readonly what: string;
    readonly judge: KeySecrets;
    readonly storedBy: KeySecrets;
    readonly presents: 'current' | 'previous' | 'other';
    readonly finds: { readonly until: number; readonly outdated: boolean } | undefined;
  }

  it.each<Case>([
    ...[present, changing].flatMap((judge): Case[] => [
      {
        what: 'the one',
        judge,
        storedBy: present,
        presents: 'current',
        finds: { until: Infinity, outdated: false },
      },
      {
        what: 'what it was',
        judge,
        storedBy: present,
        presents: 'previous',
        finds: { until: 5, outdated: false },
      },
      { what: 'another', judge, storedBy: present, presents: 'other', finds: undefined },
    ]),
    {
      what: 'the one, stored before SECRET_KEY changed,',
      judge: changing,
      storedBy: past,
      presents: 'current',
      finds: { until: Infinity, outdated: true },
    },
    {
      what: 'what it was, stored before SECRET_KEY changed,',
      judge: changing,
      storedBy: past,
      presents: 'previous',
      finds: { until: 5, outdated: false },
    },
    {
      what: 'another, as SECRET_KEY changes,',
      judge: changing,
      storedBy: past,
      presents: 'other',
      finds: undefined,
    },
    {
      what: 'the one, SECRET_KEY long gone,',
      judge: present,
      storedBy: past,
      presents: 'current',
      finds: undefined,
    },
    {
      what: 'what it was, SECRET_KEY long gone,',
      judge: present,
      storedBy: past,
      presents: 'previous',
      finds: undefined,
    },
  ])('and is $what is $finds', ({ judge, storedBy, presents, finds }) => {
    const keys = { current: made(storedBy), previous: made(storedBy), other: made(storedBy) };
    const apiKey = holding(keys.current, keys.previous, 5);
    const match = judge.match(keys[presents].key, apiKey);
    if (finds === undefined) expect(match).toBeUndefined();
    else expect(match).toMatchObject(finds);
    expect(match?.secrets.signingSecret).toBe(
      finds === undefined ? undefined : keys[presents].stored.signingSecret,
    );
  });

  it('is found under no id that has none', () => {
    expect(present.match(made(present).key, undefined)).toBeUndefined();
  });

  it('never fits where no key is stored, even if its hash were nobody’s', () => {
    fc.assert(fc.property(fc.string(), (key) => changing.match(key, undefined) === undefined));
  });

  it('fits only the very key, of all keys of an id', () => {
    const keys = Array.from({ length: 20 }, () => made(present));
    const apiKey = holding(keys[0] as Made);
    expect(keys.filter(({ key }) => present.match(key, apiKey) !== undefined)).toEqual([keys[0]]);
  });
});

describe('secrets stored anew after SECRET_KEY changed', () => {
  it.each([true, false])(
    'are the same secrets, and need the previous one no longer (signed: %s)',
    (signed) => {
      const before = past.make({ signed });
      const apiKey = holding(before);
      const stored = changing.resealed(apiKey, before.key);
      expect(present.match(before.key, { ...apiKey, ...stored })).toMatchObject({
        outdated: false,
        until: Infinity,
      });
      expect(stored.signingSecret === undefined).toBe(!signed);
      if (stored.signingSecret !== undefined)
        expect(present.open(stored.signingSecret, before.id)).toBe(before.signingSecret);
    },
  );
});
