import type { Type } from '@nestjs/common';
import { schemaOf, type PropertySchema } from '../../http';

/**
 * What structured outputs take of JSON Schema; lengths, bounds and patterns are refused there, and checked here
 * (platform.claude.com/docs/en/build-with-claude/structured-outputs, 2026). The same comes out as the SDK makes of it.
 */
const TAKEN: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'description',
  'required',
  'additionalProperties',
]);

const schemas = new WeakMap<Type<object>, PropertySchema>();

/** The schema of a form as the provider takes it. */
export function outputSchemaOf(form: Type<object>): PropertySchema {
  let schema = schemas.get(form);
  if (schema === undefined) {
    schema = taken({ ...schemaOf(form) });
    schemas.set(form, schema);
  }
  return schema;
}

function taken(schema: PropertySchema): PropertySchema {
  const isListed = 'enum' in schema;
  // Values that are listed have no type besides.
  const kept = Object.entries(schema).filter(
    ([keyword]) => TAKEN.has(keyword) && !(isListed && keyword === 'type'),
  );
  const { items, properties, anyOf } = schema as {
    readonly items?: PropertySchema;
    readonly properties?: Readonly<Record<string, PropertySchema>>;
    readonly anyOf?: readonly PropertySchema[];
  };
  return {
    ...Object.fromEntries(kept),
    ...(items === undefined ? {} : { items: taken(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(taken) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, taken(property)]),
          ),
        }),
  };
}
