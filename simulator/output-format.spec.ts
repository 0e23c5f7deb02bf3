import { ApiError } from './api-error';
import type { JsonObject } from './json';
import { parseOutputSchema } from './output-format';

const asking = (schema: unknown): JsonObject => ({ format: { type: 'json_schema', schema } });
const open = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
const record = (a: unknown, more: object = {}): object => ({
  ...open,
  properties: { a },
  additionalProperties: false,
  ...more,
});

function refusalOf(config: unknown): string {
  try {
    parseOutputSchema(config);
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return error.message;
    throw error;
  }
  return 'taken';
}

describe('parseOutputSchema', () => {
  it.each([[undefined], [{}], [{ effort: 'low' }], [{ format: null }]])(
    'finds nothing asked in %j',
    (config) => {
      expect(parseOutputSchema(config)).toBeUndefined();
    },
  );

  it.each([
    [
      'every keyword there is',
      record(
        { type: ['array', 'null'], items: { $ref: '#/$defs/b', title: 't' }, minItems: 1, default: [] },
        {
          $schema: 's',
          $defs: {
            b: {
              anyOf: [
                { enum: ['x', null] },
                { const: 1 },
                { allOf: [{ type: 'string', format: 'date', description: 'd' }] },
              ],
            },
          },
        },
      ),
    ],
    [
      'properties named as keywords are',
      record(record({ type: 'integer' }), { properties: { a: { type: 'null' }, maximum: { type: 'null' } } }),
    ],
    [
      'one definition in two places',
      record({ anyOf: [{ $ref: '#/$defs/b' }, { $ref: '#/$defs/b' }] }, { $defs: { b: { type: 'null' } } }),
    ],
  ])('takes %s', (_, schema) => {
    expect(parseOutputSchema(asking(schema))).toBe(schema);
  });

  it.each([
    ['null', null, 'output_config: Input should be an object'],
    ['a list', [], 'output_config: Input should be an object'],
    ['text for a format', { format: 'json' }, 'output_config.format: Input should be an object'],
    [
      'a format of no type',
      { format: { schema: open } },
      "output_config.format.type: Input should be 'json_schema'",
    ],
    [
      'a format of no schema',
      { format: { type: 'json_schema' } },
      'output_config.format.schema: Input should be an object',
    ],
    ['a schema that is a list', asking([]), 'output_config.format.schema: Input should be an object'],
  ])('refuses %s', (_, config, message) => {
    expect(refusalOf(config)).toBe(message);
  });

  const additional = "For 'object' type, 'additionalProperties' must be explicitly set to false";
  it.each([
    ['an open object', open, additional],
    ['an open object inside', record(open), `${additional} (at properties.a)`],
    [
      'an open object of several types',
      record({ type: ['null', 'object'] }),
      "For 'null, object' type, 'additionalProperties' must be explicitly set to false (at properties.a)",
    ],
    [
      'an open object in a list',
      record({ type: 'array', items: open }),
      `${additional} (at properties.a.items)`,
    ],
    [
      'an open object in anyOf',
      record({ anyOf: [{ type: 'null' }, open] }),
      `${additional} (at properties.a.anyOf.1)`,
    ],
    ['an open definition', record({ type: 'null' }, { $defs: { b: open } }), `${additional} (at $defs.b)`],
    ['more properties', record({ type: 'null' }, { additionalProperties: { type: 'string' } }), additional],
    [
      'a required stranger',
      record({ type: 'null' }, { required: ['b'] }),
      `For 'object' type, 'required' names "b", which is no property`,
    ],
    [
      'bounds',
      record({ type: 'integer', minimum: 1, maximum: 2 }),
      "For 'integer' type, properties maximum, minimum are not supported (at properties.a)",
    ],
    ...[
      'minimum',
      'maximum',
      'exclusiveMinimum',
      'exclusiveMaximum',
      'multipleOf',
      'minLength',
      'maxLength',
      'pattern',
      'maxItems',
      'uniqueItems',
      'oneOf',
      'not',
      'if',
      'patternProperties',
      'prefixItems',
      'definitions',
      '__proto__',
      'constructor',
    ].map(
      (keyword) =>
        [
          keyword,
          JSON.parse(`{"type": "string", "${keyword}": 1}`) as unknown,
          `For 'string' type, property '${keyword}' is not supported`,
        ] as const,
    ),
    [
      'two items',
      { type: 'array', minItems: 2 },
      "For 'array' type, 'minItems' values other than 0 or 1 are not supported",
    ],
    [
      'an unknown type',
      { type: 'text' },
      "For 'text' type, 'type' should be a type of JSON, or a list of them",
    ],
    ['a choice of no types', { type: [] }, "'type' should be a type of JSON, or a list of them"],
    ['no type', record({ description: 'd' }), 'a schema should have a type (at properties.a)'],
    ['true', record(true), 'a schema should be an object (at properties.a)'],
    ['an empty enum', { enum: [] }, "'enum' should be a list of scalars, not empty"],
    ['a list in an enum', { enum: [[]] }, "'enum' should be a list of scalars, not empty"],
    ['a constant object', { const: {} }, "'const' should be a scalar"],
    ['an empty anyOf', { anyOf: [] }, "'anyOf' should be a list of schemas, not empty"],
    [
      'an unknown format',
      { type: 'string', format: 'phone' },
      "For 'string' type, 'format' is none of those supported",
    ],
    ['a reference elsewhere', { $ref: 'http://a/' }, "'$ref' http://a/ is not supported"],
    [
      'a reference to nothing',
      { $ref: '#/$defs/toString', $defs: {} },
      "'$ref' #/$defs/toString is not supported",
    ],
    [
      'recursion',
      { $ref: '#/$defs/b', $defs: { b: record({ $ref: '#/$defs/b' }) } },
      'Circular reference detected in schema definitions: #/$defs/b -> #/$defs/b (at $defs.b.properties.a)',
    ],
  ] as const)('refuses %s', (_, schema, message) => {
    expect(refusalOf(asking(schema))).toBe(`output_config.format.schema: ${message}`);
  });
});
