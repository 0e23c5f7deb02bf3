import fc from 'fast-check';
import type { GatewayError } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { ANY_CHARACTER } from '../kernel/characters.fixture';
import { parseUnambiguousJson } from './unambiguous-json';

const read = (text: string): Promise<unknown> => parseUnambiguousJson(Buffer.from(text));
const refused = (text: string): Promise<GatewayError> => refusalOf(() => read(text));

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Spell = () => string;

/** What is refused elsewhere already. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const tricky = fc
  .array(fc.constantFrom('"', '\\', ':', '{', '}', '[', ']', ',', ' ', '\n', 'a', 'é', '日', '😀', '\ud800'))
  .map((parts) => parts.join(''));
const text = fc.oneof(tricky, fc.string({ unit: ANY_CHARACTER }));
const name = text.filter((one) => !FORBIDDEN.has(one));
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, false),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(name, tie('json'), { maxKeys: 4 }),
  ),
}));
const object = fc.dictionary(name, json, { maxKeys: 5 });
/** Decides, again and again, how the next thing is spelled. */
const spelling = fc.infiniteStream(fc.nat(7));

/** JSON text of a value, its blanks and escapes as they happen to fall. */
function written(value: Json, next: () => number): string {
  const blank: Spell = () => ['', ' ', '\n', '\r\n', '\t', ' \t ', '', ''][next()] ?? '';
  const padded = (part: string): string => blank() + part + blank();
  if (typeof value === 'string') return padded(quoted(value, next));
  if (Array.isArray(value))
    return padded(`[${(value as Json[]).map((one) => written(one, next)).join(',') || blank()}]`);
  if (typeof value !== 'object' || value === null) return padded(JSON.stringify(value));
  const members = Object.entries(value).map(
    ([key, inner]) => `${padded(quoted(key, next))}:${written(inner, next)}`,
  );
  return padded(`{${members.join(',') || blank()}}`);
}

function quoted(value: string, next: () => number): string {
  const units = Array.from({ length: value.length }, (_, at) => value.slice(at, at + 1));
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const isEscaped = next() === 0;
  if (isEscaped) return `"${units.map(escaped).join('')}"`;
  return JSON.stringify(value);
}

/** Somewhere inside: which of the objects, counted as they are walked. */
function objectsIn(value: Json): Readonly<Record<string, Json>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap((one) => objectsIn(one));
  return Array.isArray(value) ? inner : [value as Readonly<Record<string, Json>>, ...inner];
}

describe('JSON that says everything once', () => {
  it('is read as it stands, however it is spelled', async () => {
    await fc.assert(
      fc.asyncProperty(object, spelling, async (value, choices) => {
        const body = written(value, () => choices.next().value as number);
        expect(await read(body)).toEqual(JSON.parse(body));
      }),
    );
  });

  it.each([
    ['a name that is also a value', '{"a":"a","b":["a","b"]}'],
    ['a name again in another object', '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}'],
    ['a string that looks like a name', String.raw`{"a":"\"a\":1","b":"\\"}`],
    ['strings that end in backslashes', String.raw`{"a\\":1,"a":"\\\\","b\\\"":2}`],
    ['names that only look alike', String.raw`{"a":1,"A":2,"\u00e4":3,"a ":4,"":5}`],
    ['names like numbers', '{"1":1,"01":2,"1.0":3}'],
    ['nothing', '{}'],
  ])('may have %s', async (_, body) => {
    expect(await read(body)).toEqual(JSON.parse(body));
  });
});

it('is read in turns with everybody else', async () => {
  let rounds = 0;
  let next = setImmediate(function count() {
    rounds += 1;
    next = setImmediate(count);
  });
  await read(`{"a":"${String.raw`a \"word\"\n`.repeat(2_000_000)}"}`);
  clearImmediate(next);
  expect(rounds).toBeGreaterThan(1);
});

describe('a name that stands twice', () => {
  it('is refused by its name, at any depth, also where it is escaped', async () => {
    await fc.assert(
      fc.asyncProperty(
        object,
        fc.nat(),
        name.filter((one) => one.length <= 100),
        fc.tuple(json, json),
        spelling,
        async (value, some, twice, [one, other], choices) => {
          const next = (): number => choices.next().value as number;
          const targets = objectsIn(value);
          const target = targets[some % targets.length];
          const spelled = (inner: Json): string => `${quoted(twice, next)}:${written(inner, next)}`;
          // JSON has no raw control characters in strings: the mark cannot be part of anything else.
          const marked = JSON.stringify(value, (_, inner: unknown) =>
            inner === target ? { '\u0001mark': 1, ...without(inner as object, twice) } : inner,
          );
          const body = marked.replace(String.raw`"\u0001mark":1`, () => `${spelled(one)},${spelled(other)}`);
          fc.pre(body !== marked);
          const { code, extras } = await refused(body);
          expect([code, extras.violations]).toEqual([
            'validation_failed',
            [{ field: twice, rule: 'repeated', message: 'must not stand twice in one object' }],
          ]);
        },
      ),
    );
  });

  it.each([
    ['at the top', '{"a":1,"b":2,"a":1}', 'a'],
    ['in an object', '{"x":{"a":1,"a":2}}', 'a'],
    ['in an object in a list', '{"x":[1,{"y":[]},{"a":1,"b":{"a":0},"a":2}]}', 'a'],
    ['escaped', String.raw`{"model":"x","\u006dodel":"y"}`, 'model'],
    ['with an escaped slash', String.raw`{"a/b":1,"a\/b":2}`, 'a/b'],
    ['with a quote in it', String.raw`{"a\"":1,"a\u0022":2}`, 'a"'],
    ['with blanks before the colon', '{"a" \t\r\n:1,"a":2}', 'a'],
    ['with objects for values', '{"a":{"b":1},"a":{"b":2}}', 'a'],
    ['inside of one that is overwritten', '{"a":{"b":1,"b":2},"a":3}', 'b'],
    ['of no letters', '{"":1,"":2}', ''],
    ['like a number', '{"1":1,"1":2}', '1'],
  ])('is refused %s', async (_, body, field) => {
    expect((await refused(body)).extras.fields).toEqual([field]);
  });

  it('is cut where it is too long to be told', async () => {
    const long = 'x'.repeat(5000);
    expect((await refused(`{"${long}":1,"${long}":2}`)).message.length).toBeLessThan(300);
  });

  it.each([
    ['letters', 'x'],
    ['escapes', String.raw`\n`],
    ['escaped quotes', String.raw`\"`],
  ])('is found behind 30 MB of %s', async (_, unit) => {
    const data = unit.repeat(30_000_000 / unit.length);
    expect((await refused(`{"data":"${data}","b":1,"b":2}`)).extras.fields).toEqual(['b']);
  });

  it('is found behind a name that is as long as any may be', async () => {
    const rest = '{"":1,"b":1,"b":2}';
    const long = 'x'.repeat(8_388_608 - rest.length);
    expect((await refused(rest.replace('""', `"${long}"`))).extras.fields).toEqual(['b']);
  });
});

it.each(['', '[]', '{"a":1', '{"a":1}}', '{"__proto__":1}'])(
  '%j is refused as strict JSON is',
  async (body) => {
    expect((await refused(body)).code).toMatch(/^(?:malformed_body|validation_failed)$/);
  },
);

function without(value: object, name: string): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}
