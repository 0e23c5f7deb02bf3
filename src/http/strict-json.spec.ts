import fc from 'fast-check';
import type { GatewayError } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { parseStrictJson } from './strict-json';

const read = (text: string | Buffer): Promise<unknown> => parseStrictJson(Buffer.from(text));
const refused = (body: string | Buffer): Promise<GatewayError> => refusalOf(() => read(body));

const nested = (depth: number, open = '{"a":', inner = '1', close = '}'): string =>
  open.repeat(depth) + inner + close.repeat(depth);

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a forbidden name or a depth over 64 is anywhere inside. */
function isForbidden(value: unknown, depth = 1): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > 64) return true;
  return Object.entries(value).some(([name, inner]) => FORBIDDEN.has(name) || isForbidden(inner, depth + 1));
}

describe('strict JSON', () => {
  it('gives back any JSON object as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (value) => {
        // What is written is what counts: JSON has no -0.
        const written = JSON.stringify(value);
        fc.pre(!isForbidden(JSON.parse(written)));
        expect(await read(written)).toEqual(JSON.parse(written));
        expect(JSON.stringify(await read(written))).toBe(written);
      }),
    );
  });

  it('refuses any object with a forbidden name at any place', async () => {
    const name = fc.constantFrom(...FORBIDDEN);
    const path = fc.array(fc.constantFrom('{"a":', '[', '{"b":1,"c":'), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(name, path, async (forbidden, opened) => {
        const closed = opened.map((part) => (part === '[' ? ']' : '}')).reverse();
        const body = `{"x":${opened.join('')}{"${forbidden}":1}${closed.join('')}}`;
        expect(await refused(body)).toMatchObject({
          code: 'validation_failed',
          extras: { violations: [{ rule: 'forbidden', message: 'is not an allowed name' }] },
        });
      }),
    );
  });

  it.each([
    ['{"__proto__": {"admin": true}}', '__proto__'],
    ['{"constructor": null}', 'constructor'],
    ['{"prototype": []}', 'prototype'],
    ['{"a": {"b": [{"__proto__": 1}]}}', 'a.b.0.__proto__'],
    [String.raw`{"\u005f_proto__": 1}`, '__proto__'],
    [String.raw`{"a": {"c\u006fnstructor": 1}}`, 'a.constructor'],
  ])('refuses %s by its path', async (body, field) => {
    expect((await refused(body)).extras.fields).toEqual([field]);
    expect((await refused(body)).message).toBe(`\`${field}\` is not an allowed name`);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each(['{"a": "__proto__"}', '{"__proto": 1, "Constructor": 2, "prototypes": 3}'])(
    'takes %s, which only looks forbidden',
    async (body) => {
      expect(await read(body)).toEqual(JSON.parse(body));
    },
  );

  it.each(['1e400', '-1e400', `1${'0'.repeat(400)}`])(
    'refuses the number %.10s…, which is not finite',
    async (number) => {
      expect((await refused(`{"a": {"b": ${number}}}`)).extras).toMatchObject({
        fields: ['a.b'],
        violations: [{ rule: 'finite' }],
      });
      expect((await refused(`{"a": [${number}]}`)).extras.fields).toEqual(['a.0']);
    },
  );

  it.each(['1e308', '-0.5', '9007199254740993', '1e-400'])('takes the number %s', async (number) => {
    expect(await read(`{"a": ${number}}`)).toEqual({ a: Number(number) });
  });

  it.each([
    ['objects', nested(64), nested(65)],
    ['arrays', `{"a":${nested(63, '[', '', ']')}}`, `{"a":${nested(64, '[', '', ']')}}`],
  ])('takes 64 levels of %s and refuses 65', async (_, deepest, tooDeep) => {
    expect(await read(deepest)).toEqual(JSON.parse(deepest));
    expect((await refused(tooDeep)).extras.violations).toMatchObject([{ rule: 'depth' }]);
  });

  it.each([
    ['objects', nested(10_000)],
    ['arrays', `{"a":${nested(100_000, '[', '', ']')}}`],
  ])('refuses any deeper nesting of %s without failing itself, and with a short answer', async (_, body) => {
    const { code, message } = await refused(body);
    expect(code).toMatch(/^(validation_failed|malformed_body)$/);
    expect(message.length).toBeLessThan(400);
  });

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['a cut object', '{"a": 1'],
    ['a trailing comma', '{"a": 1,}'],
    ['a comment', '{"a": 1} // x'],
    ['single quotes', "{'a': 1}"],
    ['two values', '{"a": 1}{"b": 2}'],
    ['NaN', '{"a": NaN}'],
    ['Infinity', '{"a": Infinity}'],
    ['a leading zero', '{"a": 01}'],
    ['a raw line break in a string', '{"a": "\n"}'],
    ['a byte order mark', '\uFEFF{"a": 1}'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['an overlong slash', Buffer.from('7b2261223a22c0af227d', 'hex')],
    ['a surrogate in UTF-8', Buffer.from('7b2261223a22eda080227d', 'hex')],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
  ])('calls %s a malformed body', async (_, body) => {
    expect((await refused(body)).code).toBe('malformed_body');
  });

  it('says where the body is broken, and does not repeat it', async () => {
    const { message } = await refused('{"question": canary42}');
    expect(message).not.toContain('canary');
    expect(message).toMatch(/^The body is not valid JSON/);
  });

  it.each(['[]', '[{"a": 1}]', '1', '"text"', 'true', 'null'])(
    'asks for an object instead of %s',
    async (body) => {
      expect(await refused(body)).toMatchObject({
        code: 'validation_failed',
        message: 'The body must be a JSON object',
      });
    },
  );

  it('lets the last of a repeated name count, also of a forbidden object before it', async () => {
    expect(await read('{"a": 1, "a": {"b": 2}, "a": 3}')).toEqual({ a: 3 });
  });

  it('takes odd but valid text as it is', async () => {
    const odd = '\u0000\u2028\u{1F600}\u202E\uFEFF';
    expect(await read(JSON.stringify({ [odd]: odd }))).toEqual({ [odd]: odd });
    expect(await read(String.raw`{"a": "\ud800"}`)).toEqual({ a: '\ud800' });
  });
});
