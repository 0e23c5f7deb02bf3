import fc from 'fast-check';
import { BASE62, randomBase62 } from './base62';

describe('base62', () => {
  it('is 62 characters, each once, in the order of their code points', () => {
    expect(BASE62).toMatch(/^[0-9A-Za-z]{62}$/);
    expect([...new Set(BASE62)].sort().join('')).toBe(BASE62);
  });

  it('is as long as it was asked for, and of nothing else', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100 }), (length) => {
        const text = randomBase62(length);
        expect(text).toHaveLength(length);
        expect(text.split('').every((character) => BASE62.includes(character))).toBe(true);
      }),
    );
  });

  it('is another each time, and uses all of its characters', () => {
    const made = Array.from({ length: 1000 }, () => randomBase62(22));
    expect(new Set(made).size).toBe(1000);
    expect(new Set(made.join('')).size).toBe(62);
  });
});
