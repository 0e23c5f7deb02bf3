import fc from 'fast-check';
import { isJsonObject, type JsonObject } from './json';
import { checkSchema } from './schema';
import { SAMPLES } from './schema-keywords';
import { INTRODUCTION, structuredText } from './structured';

const record = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const text = { type: 'string' };

it('refuses a small schema that makes a huge form', () => {
  const twice = (name: string): object => ({
    type: 'object',
    properties: { one: { $ref: `#/$defs/${name}` }, other: { $ref: `#/$defs/${name}` } },
    additionalProperties: false,
  });
  const $defs: Record<string, object> = { d0: { type: 'string' } };
  for (let depth = 1; depth <= 40; depth += 1) $defs[`d${String(depth)}`] = twice(`d${String(depth - 1)}`);
  expect(() => structuredText({ $defs, $ref: '#/$defs/d40' })).toThrow('Schema is too complex');
});

describe('structuredText', () => {
  it.each<[string, JsonObject, unknown]>([
    ['a string', text, INTRODUCTION],
    ['an integer', { type: 'integer' }, 0],
    ['a number', { type: 'number' }, 0],
    ['a boolean', { type: 'boolean' }, false],
    ['null', { type: 'null' }, null],
    ['the first of several types', { type: ['string', 'null'] }, INTRODUCTION],
    ['the first of an enum', { enum: ['b', 'a'] }, 'b'],
    ['a constant', { const: 7 }, 7],
    ['a constant null', { const: null }, null],
    ['an array of one', { type: 'array', items: { type: 'null' }, minItems: 1 }, [null]],
    ['an array of anything', { type: 'array' }, [INTRODUCTION]],
    [
      'all properties, optional ones too',
      record({ a: text, b: { const: 1 } }, { required: [] }),
      { a: INTRODUCTION, b: 1 },
    ],
    ['an object of nothing', { type: 'object', additionalProperties: false }, {}],
    ['the first of anyOf', { anyOf: [{ type: 'boolean' }, text] }, false],
    ['all of allOf', { allOf: [text, { enum: ['x'] }] }, 'x'],
    ['a definition', { $ref: '#/$defs/flag', $defs: { flag: { type: 'boolean' } } }, false],
    [
      'a definition of a definition, used twice',
      record(
        { a: { $ref: '#/$defs/a' }, b: { $ref: '#/$defs/a' } },
        { $defs: { a: { $ref: '#/$defs/b' }, b: { const: 'x' } } },
      ),
      { a: 'x', b: 'x' },
    ],
    ['an e-mail address', { type: 'string', format: 'email' }, 'simulator@sallyport.example'],
  ])('fills in %s', (_, schema, value) => {
    checkSchema(schema);
    expect(JSON.parse(structuredText(schema))).toEqual(value);
  });

  it('says what it is told in the first free string, and there alone', () => {
    const schema = record({
      kind: { type: 'string', enum: ['x'] },
      mail: { type: 'string', format: 'email' },
      list: { type: 'array', items: record({ said: text }) },
      other: text,
    });
    expect(JSON.parse(structuredText(schema, '"12" "'))).toEqual({
      kind: 'x',
      mail: 'simulator@sallyport.example',
      list: [{ said: '"12" "' }],
      other: INTRODUCTION,
    });
  });

  it.each(['{"wrong": [1]}', ' {}\n'])('answers a whole object as it stands: %j', (said) => {
    expect(structuredText(record({ a: text }), said)).toBe(said);
  });

  it.each(['[1]', '1', 'null', '{"half'])('takes any other text for a string: %j', (said) => {
    expect(JSON.parse(structuredText(record({ a: text }), said))).toEqual({ a: said });
  });

  it('introduces itself without a number', () => {
    expect(INTRODUCTION).not.toMatch(/\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|zero)\b/i);
  });

  it('answers every schema that is taken with JSON that satisfies it', () => {
    fc.assert(
      fc.property(schemas, fc.option(fc.string(), { nil: undefined }), (schema, said) => {
        checkSchema(schema);
        const answer: unknown = JSON.parse(structuredText(schema, said));
        if (!said?.trim().startsWith('{')) expect(fits(answer, schema, schema)).toBe(true);
      }),
    );
  });
});

const scalars = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'null');

const { schema: inner } = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    types.map((type) => ({ type })),
    fc.uniqueArray(types, { minLength: 1 }).map((type) => ({ type })),
    fc.array(scalars, { minLength: 1 }).map((values) => ({ enum: values })),
    scalars.map((value) => ({ const: value })),
    fc.constantFrom(...SAMPLES.keys()).map((format) => ({ type: 'string', format })),
    fc.constant({ $ref: '#/$defs/shared' }),
    fc
      .tuple(tie('schema'), fc.constantFrom(0, 1))
      .map(([items, minItems]) => ({ type: 'array', items, minItems })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    tie('schema').map((only) => ({ allOf: [only], description: 'd' })),
    fc
      .dictionary(fc.string(), tie('schema'), { maxKeys: 4, noNullPrototype: true })
      .chain((properties) =>
        fc.subarray(Object.keys(properties)).map((required) => record(properties, { required })),
      ),
  ),
}));
const schemas = fc
  .tuple(inner, fc.constantFrom<JsonObject>({ type: 'boolean' }, record({ a: text })))
  .map(([schema, shared]) => record({ top: schema }, { $defs: { shared } }));

/** JSON Schema, as far as structured outputs take it. */
function fits(value: unknown, schema: JsonObject, root: JsonObject): boolean {
  const { type, enum: values, const: constant, format, anyOf, allOf, $ref } = schema;
  const part = (inside: unknown): boolean => fits(value, inside as JsonObject, root);
  return (
    (type === undefined || [type].flat().some((name) => isOf(name, value, schema, root))) &&
    (!Array.isArray(values) || values.includes(value)) &&
    (constant === undefined || constant === value) &&
    (format === undefined || value === SAMPLES.get(format)) &&
    (!Array.isArray(anyOf) || anyOf.some(part)) &&
    (!Array.isArray(allOf) || allOf.every(part)) &&
    ($ref === undefined || part((root['$defs'] as JsonObject)['shared']))
  );
}

function isOf(type: unknown, value: unknown, schema: JsonObject, root: JsonObject): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'array': {
      const { items, minItems } = schema as { readonly items: JsonObject; readonly minItems: number };
      return (
        Array.isArray(value) && value.length >= minItems && value.every((item) => fits(item, items, root))
      );
    }
    case 'object': {
      const properties = new Map(Object.entries(schema['properties'] as Record<string, JsonObject>));
      return (
        isJsonObject(value) &&
        (schema['required'] as readonly string[]).every((name) => Object.hasOwn(value, name)) &&
        Object.entries(value).every(([name, field]) => {
          const property = properties.get(name);
          return property !== undefined && fits(field, property, root);
        })
      );
    }
    default:
      return typeof value === type;
  }
}
