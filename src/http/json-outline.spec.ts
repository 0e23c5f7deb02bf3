import fc from 'fast-check';
import { Turns } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { outlineOf as outlineInTurns, type JsonOutline } from './json-outline';

const LONG = '(long text)';

/** What a reader of the outline gets instead of each text that is long as it is spelled. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.byteLength(JSON.stringify(value)) - 1 > 256 ? LONG : value;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortened(inner)]));
}

const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const outlineOf = (bytes: Buffer): Promise<JsonOutline> => outlineInTurns(bytes, new Turns());
const parsed = async (bytes: Buffer): Promise<unknown> => JSON.parse((await outlineOf(bytes)).text);

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('\\', '"', ':', '\u0001', '日', '🗼', 'a'),
    minLength: 200,
    maxLength: 400,
  }),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom(null, true, 1.5e300, -0.25),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ maxLength: 300 }).filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

function refuses(bytes: Buffer): Promise<boolean> {
  return outlineOf(bytes).then(
    () => false,
    () => true,
  );
}

describe('an outline', () => {
  it('reads as the JSON does, but for its long texts', async () => {
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom(undefined, 2), async (value, indent) => {
        const bytes = Buffer.from(JSON.stringify(value, undefined, indent));
        expect(await parsed(bytes)).toEqual(shortened(JSON.parse(bytes.toString())));
      }),
    );
  });

  it.each([
    ['no escape', 'x'],
    ['escaped quotes', '\\"'],
    ['escaped backslashes', '\\\\'],
    ['unicode escapes', '\\u0041'],
    ['escapes at every place of a slice', 'abc\\n\\u20ac\\\\'],
    ['letters of several bytes', '日🗼'],
  ])('takes a text of megabytes with %s', async (_, unit) => {
    for (const offset of [0, 1, 2, 3, 4, 5]) {
      const bytes = Buffer.from(`["${'z'.repeat(offset)}${unit.repeat(200_000)}"]`);
      expect(await parsed(bytes)).toEqual([LONG]);
    }
  });

  it.each([
    ['a bare control character', '\n'],
    ['an unknown escape', '\\x'],
    ['half a unicode escape', '\\u12-'],
  ])('refuses a long text with %s, wherever it stands', async (_, wrong) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(140_000), async (at) => {
        const bytes = Buffer.from(`["${'a'.repeat(at)}${wrong}${'a'.repeat(140_000 - at)}"]`);
        expect(await refusalOf(() => outlineOf(bytes))).toMatchObject({ code: 'malformed_body' });
      }),
      { numRuns: 30 },
    );
  });

  it('knows a control character from a letter at every place of a word, wherever the bytes lie', async () => {
    const letter = fc.integer({ min: 0, max: 0x7f }).filter((byte) => byte !== 0x22 && byte !== 0x5c);
    await fc.assert(
      fc.asyncProperty(letter, fc.nat(600), fc.nat(7), async (byte, at, offset) => {
        const text = Buffer.from(`["${'é'.repeat(200)}${'a'.repeat(300)}"]`);
        text[2 + (at % 700)] = byte;
        const bytes = Buffer.concat([Buffer.alloc(offset), text]).subarray(offset);
        const isControl = byte < 0x20;
        expect(await refuses(bytes)).toBe(isControl);
      }),
    );
  });

  it('is quick with a text of backslashes alone', async () => {
    expect(await parsed(Buffer.from(`["${'\\\\'.repeat(4_000_000)}"]`))).toEqual([LONG]);
  });

  it('is quick with many texts, none of which has an escape', async () => {
    const texts = Array.from({ length: 60_000 }, () => 'x'.repeat(300));
    expect(await parsed(bytesOf({ texts }))).toEqual({ texts: texts.map(() => LONG) });
  });

  it('keeps long names, which are not values', async () => {
    const value = { ['n'.repeat(1000)]: 'v'.repeat(1000) };
    expect(await parsed(bytesOf(value))).toEqual({ ['n'.repeat(1000)]: LONG });
    expect((await outlineOf(bytesOf(value))).names).toBe(1);
  });

  it.each([
    ['a text without an end', '["abc', 'malformed_body'],
    ['too many levels', '['.repeat(65), 'validation_failed'],
    ['too many values', `[${'0,'.repeat(200_001)}0]`, 'validation_failed'],
    ['nothing but blanks', ' '.repeat(9_000_000), 'validation_failed'],
  ])('refuses %s before it is parsed', async (_, body, code) => {
    expect(await refusalOf(() => outlineOf(Buffer.from(body)))).toMatchObject({ code });
  });
});
