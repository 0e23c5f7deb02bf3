import fc from 'fast-check';
import { readCsv } from './csv';

describe('a CSV reader', () => {
  it.each<[string, readonly (readonly string[])[]]>([
    ['', []],
    ['\n\r\n', []],
    ['a', [['a']]],
    ['a,', [['a', '']]],
    [',', [['', '']]],
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a\n\nb\rc', [['a'], ['b'], ['c']]],
    ['"a,b","c""d"', [['a,b', 'c"d']]],
    ['"a\r\nb",c', [['a\r\nb', 'c']]],
    ['"",""', [['', '']]],
  ])('reads %j', (text, fields) => {
    expect(readCsv(text).map((record) => record.fields)).toEqual(fields);
  });

  it('knows the line on which a record begins, over fields of several lines and empty lines', () => {
    expect(readCsv('h\n"a\nb"\r\n\nc').map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it.each([
    ['a,b\nc,"d', 'line 2, field 2: a quote is out of place'],
    ['"a"b', 'line 1, field 1: a quote is out of place'],
    ['a"b', 'line 1, field 1: a quote is out of place'],
  ])('refuses %j', (text, message) => {
    expect(() => readCsv(text)).toThrow(message);
  });

  it('gives back what was written, whatever that is', () => {
    const field = fc.oneof(fc.string(), fc.constantFrom('', '"', '""', ',', '\n', '\r\n', 'x'));
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 })), (rows) => {
        const text = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join())
          .join('\r\n');
        expect(readCsv(text).map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });

  it('is soon done with a quote that nothing closes', () => {
    expect(() => readCsv(`"${'a""'.repeat(300_000)}`)).toThrow('line 1, field 1: a quote is out of place');
  });
});
