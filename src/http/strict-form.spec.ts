import fc from 'fast-check';
import { refusalOf } from '../kernel/refusal.fixture';
import { ANY_CHARACTER } from '../kernel/characters.fixture';
import { parseStrictForm } from './strict-form';

const read = (text: string): Record<string, unknown> => parseStrictForm(Buffer.from(text));

describe('a form', () => {
  it.each<[string, Record<string, string>]>([
    ['a=1', { a: '1' }],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=', { a: '' }],
    ['a', { a: '' }],
    ['=1', { '': '1' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=1;b=2', { a: '1;b=2' }],
    ['a+b=c+d', { 'a b': 'c d' }],
    ['a=%2B%26%3D%25', { a: '+&=%' }],
    ['a=%c3%a9', { a: 'é' }],
    ['a=é', { a: 'é' }],
    ['a=%F0%9F%94%91', { a: '🔑' }],
    ['a=%00', { a: '\0' }],
    ['a=%0D%0A', { a: '\r\n' }],
    ['a[b]=1', { 'a[b]': '1' }],
    ['A=1&a=2', { A: '1', a: '2' }],
    ['username=chris&password=p%40ss+word', { username: 'chris', password: 'p@ss word' }],
  ])('%s is %j', (text, fields) => {
    expect(read(text)).toEqual(fields);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'has %s as a field like others',
    (name) => {
      const fields = read(`${name}=1&a=2`);
      expect(Object.entries(fields)).toEqual([
        [name, '1'],
        ['a', '2'],
      ]);
      expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    },
  );

  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['a name twice', 'a=1&a=2'],
    ['a name twice, alike', 'a=1&a=1'],
    ['a name twice, written differently', 'a=1&%61=2'],
    ['two empty pairs', '&'],
    ['empty pairs among others', 'a=1&&b=2&'],
    ['half an escape', 'a=%2'],
    ['an escape that is none', 'a=%zz'],
    ['a lone percent', 'a=100%'],
    ['an escape that is no UTF-8', 'a=%ff'],
    ['an escaped surrogate', 'a=%ED%A0%80'],
    ['half a character', 'a=%c3'],
    ['an escape of overlong UTF-8', 'a=%C0%80'],
    ['an escape that is none in a name', '%=1'],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0x3d, 0xff])],
    ['more fields than a form has', Array.from({ length: 101 }, (_, at) => `f${String(at)}=`).join('&')],
    ['far more fields than a form has', 'a&'.repeat(100_000)],
  ])('with %s is refused', async (_, body) => {
    const { code } = await refusalOf(() => parseStrictForm(Buffer.from(body)));
    expect(code).toBe('malformed_body');
  });

  it('may have a hundred fields', () => {
    const text = Array.from({ length: 100 }, (_, at) => `f${String(at)}=${String(at)}`).join('&');
    expect(Object.keys(read(text))).toHaveLength(100);
  });

  it('that a browser writes is read as it was meant', () => {
    const field = fc.string({ unit: ANY_CHARACTER, maxLength: 20 });
    fc.assert(
      fc.property(fc.dictionary(field, field, { minKeys: 1, maxKeys: 20 }), (fields) => {
        const written = new URLSearchParams(fields);
        // What a browser cannot write, such as half a character, it replaces.
        fc.pre(new Set(written.keys()).size === Object.keys(fields).length);
        expect(read(written.toString())).toEqual(Object.fromEntries(written));
      }),
    );
  });

  it('is read or refused, whatever it is, and read as others read it', () => {
    const piece = fc.oneof(
      fc.constantFrom('%', '%4', '%41', '%c3%a9', '%ff', '+', '&', '=', 'a', 'é'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          let fields: Record<string, unknown>;
          try {
            fields = read(text);
          } catch (error) {
            expect(error).toMatchObject({ code: 'malformed_body' });
            return;
          }
          // The platform's own reader passes over an empty pair, which no form has; we keep it as an unknown field.
          const { '': nothing, ...named } = fields;
          const { '': alike = '', ...expected } = Object.fromEntries(
            new URLSearchParams(text.replace(/^\?/, '%3F')),
          );
          expect(named).toEqual(expected);
          expect(nothing ?? '').toBe(alike);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
