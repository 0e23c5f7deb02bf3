import fc from 'fast-check';
import { randomBase62 } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { IdPipe } from './id.pipe';

const pipe = new IdPipe();

describe('an id in a path', () => {
  it('is passed on as it came', () => {
    for (let at = 0; at < 100; at += 1) {
      const id = randomBase62(12);
      expect(pipe.transform(id)).toBe(id);
    }
  });

  it.each([
    '',
    'abc',
    'abcdefghijk',
    'abcdefghijklm',
    'abcdefghijk-',
    'abcdefghijk\n',
    'abcdefghijkl\n',
    ' abcdefghijk',
    'abcdéfghijkl',
    '../../../etc',
    "' or '1'='1'",
    '%00000000000',
    '__proto__xyz',
    'x'.repeat(10_000),
  ])('that cannot be one is not found: %j', async (id) => {
    expect((await refusalOf(() => pipe.transform(id))).code).toBe('not_found');
  });

  it('is twelve letters and digits, and nothing else is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 11, maxLength: 13, unit: 'grapheme' }), (text) => {
        fc.pre(!/^[0-9A-Za-z]{12}$/.test(text));
        expect(() => pipe.transform(text)).toThrow('nothing under that id');
      }),
    );
  });
});
