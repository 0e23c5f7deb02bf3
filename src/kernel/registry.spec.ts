import { Registry } from './registry';

const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

describe('a registry', () => {
  it('keeps its entries in order and finds them by id', () => {
    const registry = new Registry([b, a, c]);
    expect(registry.ids).toEqual(['b', 'a', 'c']);
    expect(registry.all).toEqual([b, a, c]);
    expect(registry.get('a')).toBe(a);
  });

  it.each(['d', '', 'A', 'constructor', '__proto__', 'toString'])('knows nothing called %j', (id) => {
    expect(new Registry([a]).get(id)).toBeUndefined();
  });

  it('refuses two entries of one id, by name', () => {
    expect(() => new Registry([a, b, { id: 'a' }])).toThrow('Two extensions are called "a"');
  });

  it('is closed: what callers do to its lists does not reach it', () => {
    const entries = [a, b];
    const registry = new Registry(entries);
    entries.push(c);
    expect(() => {
      (registry.all as unknown[]).length = 0;
    }).toThrow(TypeError);
    (registry.ids as unknown[]).length = 0;
    expect(registry.ids).toEqual(['a', 'b']);
    expect(registry.all).toEqual([a, b]);
  });

  it('may be empty', () => {
    expect(new Registry([]).all).toEqual([]);
  });
});
