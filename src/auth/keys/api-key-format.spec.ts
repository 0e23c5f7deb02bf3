import fc from 'fast-check';
import { apiKeyId, newApiKey } from './api-key-format';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Keys come from the system's randomness, so a failing one is shown by the message and not by a seed. */
const madeKey = fc.constant(0).map(() => newApiKey());
const place = fc.nat({ max: 64 });

describe('an API key', () => {
  it('is sp_, id, secret and checksum, as CONTRACT section 1 says', () => {
    fc.assert(
      fc.property(madeKey, ({ id, key }) => {
        expect(key).toMatch(/^sp_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
        expect(key.slice(3, 15)).toBe(id);
        expect(apiKeyId(key)).toBe(id);
      }),
    );
  });

  it('is new each time, id and secret', () => {
    const made = Array.from({ length: 200 }, newApiKey);
    expect(new Set(made.map(({ id }) => id)).size).toBe(200);
    expect(new Set(made.map(({ key }) => key.slice(16, 59))).size).toBe(200);
  });

  it('may be a new one of an old id', () => {
    const { id, key } = newApiKey();
    const again = newApiKey(id);
    expect([again.id, apiKeyId(again.key)]).toEqual([id, id]);
    expect(again.key).not.toBe(key);
  });

  it('is refused with any one character changed', () => {
    const other = fc.oneof(
      fc.nat({ max: 61 }).map((index) => BASE62[index] ?? ''),
      fc.constantFrom('-', '_', ' ', 'é', '\n'),
    );
    fc.assert(
      fc.property(madeKey, place, other, ({ key }, at, character) => {
        fc.pre(key[at] !== character);
        expect(apiKeyId(key.slice(0, at) + character + key.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  it('is refused with the case of any letters turned', () => {
    const turned = (text: string): string =>
      text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
    fc.assert(
      fc.property(madeKey, place, ({ key }, at) => {
        const letter = key[at] ?? '';
        fc.pre(turned(letter) !== letter);
        expect(apiKeyId(key.slice(0, at) + turned(letter) + key.slice(at + 1))).toBeUndefined();
        expect(apiKeyId(key.toUpperCase())).toBeUndefined();
        expect(apiKeyId(key.toLowerCase())).toBeUndefined();
      }),
    );
  });

  it('is refused cut, lengthened, or with two neighbours swapped', () => {
    fc.assert(
      fc.property(madeKey, place, ({ key }, at) => {
        const swapped = key.slice(0, at) + (key[at + 1] ?? '') + (key[at] ?? '') + key.slice(at + 2);
        const altered = [key.slice(0, at), key.slice(at + 1), `${key}0`, ` ${key}`, `${key}\n`, key + key];
        for (const text of altered) expect(apiKeyId(text)).toBeUndefined();
        if (swapped !== key) expect(apiKeyId(swapped)).toBeUndefined();
      }),
    );
  });

  it.each([
    [''],
    ['sp_'],
    [`sp_${'0'.repeat(12)}_${'0'.repeat(49)}`],
    ['sk-ant-api03-0000000000000000000000000000000000000000000000000000'],
    ['x'.repeat(65)],
    ['x'.repeat(1_000_000)],
  ])('is not %.70s', (text) => {
    expect(apiKeyId(text)).toBeUndefined();
  });

  it('has not changed its form: keys that were given out stay keys', () => {
    const stem = `sp_000000000000_${'0'.repeat(43)}`;
    expect(apiKeyId(`${stem}3cgrJZ`)).toBe('000000000000');
  });
});
